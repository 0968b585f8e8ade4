package dev.eventgateway.bench;

import dev.eventgateway.event.Event;
import dev.eventgateway.event.EventForm;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.function.FunctionCall;
import dev.eventgateway.function.FunctionReply;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to make an event of a request, what a function gets of an event, and a reply of what a function answers. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 4,
        jvmArgs = {"-Xms1g", "-Xmx1g", "-XX:+UseParallelGC"})
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
public class EventBenchmark {

    private static final String ANSWER = """
            {"statusCode": 201, "headers": {"Content-Type": "application/json", "Set-Cookie": ["a=1", "b=2"]}, "body": "%s"}""";

    private Traffic plain = Traffic.plain();
    private Traffic binary = Traffic.binary();
    private Traffic structured = Traffic.structured();
    private Event request = plain.event();
    private Event custom = binary.event();
    private Map<String, String> params = Map.of("shop", "7", "order", "4711");
    private FunctionReply answer = FunctionReply.of(bytes(ANSWER.formatted("0123456789".repeat(100))));

    /** Makes sure that each request is what it is meant to be. */
    @Setup
    public void check() {
        Check.isOf(EventForm.HTTP_REQUEST, plain);
        Check.isOf(EventForm.BINARY, binary);
        Check.isOf(EventForm.STRUCTURED, structured);
        Check.require(readAnswer().status() == 201, "the answer is no response object");
        Check.require(
                new String(encodeRequestWithParams(), StandardCharsets.UTF_8).contains("\"shop\":\"7\""),
                "a function gets no parameters");
    }

    /** {@return the {@code http.request} event of a plain request} */
    @Benchmark
    public Event decodeRequest() {
        return plain.event();
    }

    /** {@return the event of a request in binary mode} */
    @Benchmark
    public Event decodeBinary() {
        return binary.event();
    }

    /** {@return the event of a request in structured mode} */
    @Benchmark
    public Event decodeStructured() {
        return structured.event();
    }

    /** {@return what a function gets of a CloudEvent} */
    @Benchmark
    public byte[] encode() {
        return custom.structured();
    }

    /** {@return what a function gets of an {@code http.request} event if the path of its subscription has no parameters} */
    @Benchmark
    public byte[] encodeRequest() {
        return new FunctionCall(request.withParams(Map.of())).payload();
    }

    /** {@return what a function gets of an {@code http.request} event if that path has two} */
    @Benchmark
    public byte[] encodeRequestWithParams() {
        return new FunctionCall(request.withParams(params)).payload();
    }

    /** {@return the reply that a function's response object with a text of 1 kB stands for} */
    @Benchmark
    public GatewayReply readAnswer() {
        return answer.toHttp();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
