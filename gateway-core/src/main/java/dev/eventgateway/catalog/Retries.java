package dev.eventgateway.catalog;

import dev.eventgateway.routing.Retry;
import java.util.LinkedHashMap;
import java.util.Map;

/** The object {@code retry} of a subscription's document: only what was written is stored and shown. */
final class Retries {

    private Retries() {}

    static Retry parse(Fields fields) {
        return new Retry(
                fields.wholeNumber("attempts"),
                fields.optionalText("backoff"),
                fields.timeSpan("minDelay"),
                fields.timeSpan("maxDelay"),
                fields.number("jitter"),
                fields.timeSpan("timeout"),
                fields.timeSpan("maxAge"));
    }

    static Map<String, Object> stored(Retry retry) {
        Map<String, Object> fields = new LinkedHashMap<>();
        retry.attempts().ifPresent(attempts -> fields.put("attempts", attempts));
        retry.backoff().ifPresent(backoff -> fields.put("backoff", backoff));
        retry.minDelay().ifPresent(delay -> fields.put("minDelay", delay.text()));
        retry.maxDelay().ifPresent(delay -> fields.put("maxDelay", delay.text()));
        retry.jitter().ifPresent(jitter -> fields.put("jitter", jitter));
        retry.timeout().ifPresent(timeout -> fields.put("timeout", timeout.text()));
        retry.maxAge().ifPresent(age -> fields.put("maxAge", age.text()));
        return fields;
    }
}
