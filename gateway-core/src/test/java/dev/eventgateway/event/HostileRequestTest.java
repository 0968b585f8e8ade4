package dev.eventgateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Whatever a client sends, the outcome is an event that can be delivered or a refusal with a status from 400 to 499. */
class HostileRequestTest {

    private static final int ROUNDS = 20_000;

    private static final String CURRENT =
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"subject\":\"s\",\"time\":\"2018-04-05T17:31:00.5Z\","
                    + "\"datacontenttype\":\"text/plain\",\"dataschema\":\"u\",\"ext\":1,\"eventgatewayhops\":2,\"data\":\"a\\u00e9\\n\"}";
    private static final String OLDER =
            "{\"specversion\":\"0.3\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"datacontentencoding\":\"base64\",\"ext\":{\"a\":[]},"
                    + "\"data\":\"AAH/\"}";
    private static final String FIRST_DRAFT =
            "{\"eventType\":\"t\",\"cloudEventsVersion\":\"0.1\",\"source\":\"/s\",\"eventID\":\"1\",\"eventTime\":\"2018-04-05T17:31:00.50Z\","
                    + "\"extensions\":{\"eventgateway\":{},\"a\":[1.0]},\"contentType\":\"text/x\",\"data\":{\"a\":[1,{\"b\":\"\\ud83d\\ude00\"}]}}";

    /** A request to start from; its headers are lines. */
    record Seed(String name, String headers, String body) {

        byte[] bytes() {
            return body.getBytes(StandardCharsets.UTF_8);
        }

        List<String> lines() {
            return headers.lines().toList();
        }
    }

    private static final String STRUCTURED = "Content-Type: application/cloudevents+json; charset=utf-8";
    private static final String BINARY_10 = """
            Content-Type: application/json; charset="utf-8"
            ce-specversion: 1.0
            ce-id: %41"1"
            ce-source: /s%20
            ce-type: t
            ce-time: 2018-04-05T17:31:00.5+01:00
            ce-ext: "%e2%82%ac\\""
            ce-eventgatewayhops: 3
            """;
    private static final String BINARY_03 = """
            Content-Type: text/plain; charset=utf-16
            ce-specversion: 0.3
            ce-id: 1
            ce-source: /s
            ce-type: t
            ce-datacontentencoding: base64
            """;
    private static final String BINARY_01 = """
            Content-Type: application/x-www-form-urlencoded
            CE-EventType: t
            CE-CloudEventsVersion: 0.1
            CE-Source: https://h/p#f
            CE-EventID: 1
            CE-EventTime: 2018-04-05T17:31:00Z
            CE-X-Foo-Bar: x
            """;
    private static final String HTTP_REQUEST = """
            Content-Type: application/json
            Host: h
            X-Foo: a
            x-foo: b
            """;

    static final List<Seed> SEEDS = List.of(
            new Seed("structured 1.0", STRUCTURED, CURRENT),
            new Seed(
                    "structured 1.0, base64",
                    STRUCTURED,
                    CURRENT.replace("\"data\":\"a\\u00e9\\n\"", "\"data_base64\":\"AAH/\"")),
            new Seed("structured 0.3", STRUCTURED, OLDER),
            new Seed("structured 0.1", STRUCTURED, FIRST_DRAFT),
            new Seed("binary 1.0", BINARY_10, "{\"a\":[1,2]}"),
            new Seed("binary 0.3", BINARY_03, "AAH/"),
            new Seed("binary 0.1", BINARY_01, "a=b&c=é"),
            new Seed("legacy", "Content-Type: application/json\nEvent: my.event", FIRST_DRAFT),
            new Seed("http.request", HTTP_REQUEST, "{\"a\":1}"));

    @ParameterizedTest
    @FieldSource("SEEDS")
    void everyMutationIsAnEventOrARefusal(Seed seed) {
        Random random = new Random(seed.name().hashCode());
        int events = 0;
        for (int round = 0; round < ROUNDS; round++) {
            events += outcome(seed, random) ? 1 : 0;
        }
        assertThat(events).as("mutations that are still events").isBetween(ROUNDS / 100, ROUNDS);
    }

    @Test
    void everyMutationOfABatchIsABatchOrARefusal() {
        Random random = new Random(5);
        EventReader reader = new EventReader(new OwnEvents(SpecVersion.V1_0));
        byte[] seed = ("[" + CURRENT + " , " + OLDER + "]").getBytes(StandardCharsets.UTF_8);
        int events = 0;
        for (int round = 0; round < ROUNDS; round++) {
            try {
                EventBatch batch = reader.decodeBatch(Mutation.of(seed, random), 10);
                events += batch.events().size();
                FuzzedEvents.check(batch);
            } catch (RequestException e) {
                assertThat(e.status()).isIn(400, 413);
            }
        }
        assertThat(events).as("events of mutated batches").isBetween(ROUNDS / 100, 2 * ROUNDS);
    }

    @Test
    void randomBytesInAnyCharsetAreAnEvent() {
        Random random = new Random(3);
        for (Charset charset : Charset.availableCharsets().values()) {
            for (int round = 0; round < 50; round++) {
                byte[] body = new byte[1 + random.nextInt(40)];
                random.nextBytes(body);
                FuzzedEvents.checkDeliverable(Sent.binary()
                        .type("text/plain; charset=" + charset.name())
                        .body(body)
                        .event());
            }
        }
    }

    @Test
    void randomBytesAreRefusedAsStructuredEvents() {
        Random random = new Random(4);
        for (int round = 0; round < ROUNDS / 4; round++) {
            byte[] body = new byte[random.nextInt(60)];
            random.nextBytes(body);
            assertThat(Sent.structured("").body(body).refusal())
                    .startsWith("CloudEvent doesn't validate: malformed JSON: ");
        }
    }

    /** {@return whether it was an event} */
    private static boolean outcome(Seed seed, Random random) {
        GatewayRequest request = mutated(seed, random);
        byte[] body = random.nextInt(4) == 0 ? seed.bytes() : Mutation.of(seed.bytes(), random);
        SpecVersion own = random.nextBoolean() ? SpecVersion.V1_0 : SpecVersion.V0_1;
        return FuzzedEvents.isEvent(request, body, own);
    }

    private static GatewayRequest mutated(Seed seed, Random random) {
        Headers.Builder headers = Headers.builder();
        int chosen = random.nextInt(4 * seed.lines().size());
        for (String line : seed.lines()) {
            int colon = line.indexOf(": ");
            boolean name = chosen == 0 && random.nextInt(4) == 0;
            boolean value = chosen == 0 && !name;
            headers.add(
                    changed(line.substring(0, colon), name, random), changed(line.substring(colon + 2), value, random));
            chosen--;
        }
        String target = Mutation.of("/a/caf%C3%A9/%2F", random) + "?" + Mutation.of("a=b&c=%20+d&e", random);
        return GatewayRequest.of("POST", target, headers.build(), seed.bytes());
    }

    private static String changed(String text, boolean change, Random random) {
        return change ? Mutation.of(text, random) : text;
    }
}
