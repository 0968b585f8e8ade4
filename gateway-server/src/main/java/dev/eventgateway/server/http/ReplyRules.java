package dev.eventgateway.server.http;

import dev.eventgateway.event.GatewayReply;
import java.util.List;
import java.util.Optional;

/** What may be sent of a reply that a function made. */
public final class ReplyRules {

    private ReplyRules() {}

    /** {@return what makes it impossible to send {@code reply}, empty if nothing} */
    static Optional<String> problem(GatewayReply reply) {
        if (reply.status() < 200 || reply.status() > 599) {
            return Optional.of("status " + reply.status() + ", expected 200 to 599");
        }
        String[] problem = new String[1];
        reply.headers().forEach((name, values) -> {
            if (!HeaderSyntax.isToken(name)) {
                problem[0] = "a header name that HTTP does not allow";
            } else if (!areFieldValues(values)) {
                problem[0] = "a value of header " + name + " that HTTP does not allow";
            }
        });
        return Optional.ofNullable(problem[0]);
    }

    /** {@return whether a reply with that status has a body} */
    public static boolean hasBody(int status) {
        return status != 204 && status != 205 && status != 304;
    }

    private static boolean areFieldValues(List<String> values) {
        for (String value : values) {
            if (!HeaderSyntax.isFieldValue(value)) {
                return false;
            }
        }
        return true;
    }
}
