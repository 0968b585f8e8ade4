package dev.eventgateway.catalog;

import dev.eventgateway.function.Protection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rules that a document breaks, told in the original's grammar: a line for each field, in field order, with the first rule that
 * the field breaks.
 */
final class Rules {

    static final int MAX_ID = 255;

    private static final Pattern PLAIN = Pattern.compile("[a-zA-Z0-9.\\-_]+");
    private static final List<String> METHODS = List.of("GET", "POST", "DELETE", "PUT", "PATCH", "HEAD", "OPTIONS");
    private static final Set<String> TYPES = Set.of("async", "sync");

    private final String struct;
    private final List<String> broken = new ArrayList<>();

    /** Begins with a document that breaks no rule; {@code struct} is what the original calls it. */
    Rules(String struct) {
        this.struct = struct;
    }

    /** {@return whether {@code text} may be the id of a function or the name of an event type} */
    static boolean isId(String text) {
        return isPlain(text) && text.length() <= MAX_ID;
    }

    /** Checks the name of a space. */
    Rules space(String value) {
        if (!value.isEmpty() && value.codePointCount(0, value.length()) < 3) {
            return broken("Space", "min");
        }
        return id("Space", value, "space");
    }

    /** Checks an id; {@code rule} is the name of the character rule. */
    Rules id(String field, String value, String rule) {
        if (value.isEmpty()) {
            return broken(field, "required");
        }
        if (!isPlain(value)) {
            return broken(field, rule);
        }
        return value.length() > MAX_ID ? broken(field, "max") : this;
    }

    /** Checks what a subscription names as its event type: a name, or one with {@code .*} behind it. */
    Rules eventTypePattern(String value) {
        boolean pattern = value.endsWith(".*") && value.length() > 2;
        return id("EventType", pattern ? value.substring(0, value.length() - 2) : value, "eventType");
    }

    /** Checks that there is a value. */
    Rules required(String field, String value) {
        return value.isEmpty() ? broken(field, "required") : this;
    }

    /** Checks a subscription's type. */
    Rules subscriptionType(String value) {
        if (value.isEmpty()) {
            return broken("Type", "required");
        }
        return TYPES.contains(value) ? this : broken("Type", "eq=async|eq=sync");
    }

    /** Checks an HTTP method. */
    Rules method(String value) {
        return METHODS.contains(value) ? this : broken("Method", "eq=" + String.join("|eq=", METHODS));
    }

    /** Checks a path that is not normalised, with what routing says is wrong with it, if anything. */
    Rules absolutePath(String value, Optional<String> problem) {
        if (!value.startsWith("/")) {
            return broken("Path", "path");
        }
        return problem.map(detail -> broken("Path", "path", ": " + detail)).orElse(this);
    }

    /** Notes what routing says is wrong with a subscription's path, if anything. */
    Rules path(Optional<String> problem) {
        return problem.map(detail -> broken("Path", "urlPath", ": " + detail)).orElse(this);
    }

    /** Notes what routing says is wrong with an event type's cache, if anything. */
    Rules authorizerCache(Optional<String> problem) {
        return problem.map(detail -> broken("AuthorizerCache", "authorizerCache", ": " + detail))
                .orElse(this);
    }

    /** Notes what routing says is wrong with how a subscription's function is called again, if anything. */
    Rules retry(Optional<String> problem) {
        return problem.map(detail -> broken("Retry", "retry", ": " + detail)).orElse(this);
    }

    /** Notes what is wrong with where a subscription's undelivered events go, if anything. */
    Rules deadLetter(Optional<String> problem) {
        return problem.map(detail -> broken("DeadLetter", "deadLetter", ": " + detail))
                .orElse(this);
    }

    /** Checks what a function is protected by. */
    Rules protection(Protection given) {
        given.problemOfMaxConcurrency().ifPresent(detail -> broken("MaxConcurrency", "maxConcurrency", ": " + detail));
        given.rateLimit()
                .flatMap(Protection.RateLimit::problem)
                .ifPresent(detail -> broken("RateLimit", "rateLimit", ": " + detail));
        given.timeouts()
                .flatMap(Protection.Timeouts::problem)
                .ifPresent(detail -> broken("Timeouts", "timeouts", ": " + detail));
        given.circuitBreaker()
                .flatMap(Protection.CircuitBreaker::problem)
                .ifPresent(detail -> broken("CircuitBreaker", "circuitBreaker", ": " + detail));
        return this;
    }

    /**
     * Ends the check.
     *
     * @throws MalformedException with one line for each broken rule
     */
    void require() {
        if (!broken.isEmpty()) {
            throw new MalformedException(String.join("\n", broken));
        }
    }

    private static boolean isPlain(String text) {
        return PLAIN.matcher(text).matches() && !text.equals(".") && !text.equals("..");
    }

    private Rules broken(String field, String rule) {
        return broken(field, rule, "");
    }

    private Rules broken(String field, String rule, String detail) {
        broken.add("Key: '" + struct + "." + field + "' Error:Field validation for '" + field + "' failed on the '"
                + rule + "' tag" + detail);
        return this;
    }
}
