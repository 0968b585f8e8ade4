package dev.eventgateway.catalog;

import dev.eventgateway.function.Protection;
import dev.eventgateway.function.Protection.CircuitBreaker;
import dev.eventgateway.function.Protection.RateLimit;
import dev.eventgateway.function.Protection.Timeouts;
import dev.eventgateway.function.TimeSpan;
import java.util.LinkedHashMap;
import java.util.Map;

/** The fields of a function's document that protect it: only what was written is stored and shown. */
final class Protections {

    private Protections() {}

    static Protection parse(Fields fields) {
        return new Protection(
                fields.wholeNumber("maxConcurrency"),
                fields.fields("rateLimit").map(Protections::rateLimit),
                fields.fields("timeouts")
                        .map(given -> new Timeouts(given.timeSpan("connect"), given.timeSpan("answer"))),
                fields.fields("circuitBreaker").map(Protections::circuitBreaker));
    }

    /** Both are needed; what is not given is out of bounds, and the rules say so. */
    private static RateLimit rateLimit(Fields given) {
        return new RateLimit(
                given.wholeNumber("calls").orElse(0), given.timeSpan("per").orElse(new TimeSpan("")));
    }

    private static CircuitBreaker circuitBreaker(Fields given) {
        return new CircuitBreaker(
                given.number("failureRatio"),
                given.wholeNumber("calls"),
                given.timeSpan("delay"),
                given.wholeNumber("probes"));
    }

    static Map<String, Object> stored(Protection protection) {
        Map<String, Object> fields = new LinkedHashMap<>();
        protection.maxConcurrency().ifPresent(most -> fields.put("maxConcurrency", most));
        protection.rateLimit().ifPresent(rate -> fields.put("rateLimit", stored(rate)));
        protection.timeouts().ifPresent(times -> fields.put("timeouts", stored(times)));
        protection.circuitBreaker().ifPresent(breaker -> fields.put("circuitBreaker", stored(breaker)));
        return fields;
    }

    private static Map<String, Object> stored(RateLimit rate) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("calls", rate.calls());
        fields.put("per", rate.per().text());
        return fields;
    }

    private static Map<String, Object> stored(Timeouts times) {
        Map<String, Object> fields = new LinkedHashMap<>();
        times.connect().ifPresent(connect -> fields.put("connect", connect.text()));
        times.answer().ifPresent(answer -> fields.put("answer", answer.text()));
        return fields;
    }

    private static Map<String, Object> stored(CircuitBreaker breaker) {
        Map<String, Object> fields = new LinkedHashMap<>();
        breaker.failureRatio().ifPresent(ratio -> fields.put("failureRatio", ratio));
        breaker.calls().ifPresent(calls -> fields.put("calls", calls));
        breaker.delay().ifPresent(delay -> fields.put("delay", delay.text()));
        breaker.probes().ifPresent(probes -> fields.put("probes", probes));
        return fields;
    }
}
