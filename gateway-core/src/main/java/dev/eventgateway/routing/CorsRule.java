package dev.eventgateway.routing;

import dev.eventgateway.function.FunctionSpec;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which pages of other sites may send requests of a method to a path. Rules are matched over all spaces, as subscriptions are.
 *
 * @param space the space it belongs to
 * @param method the HTTP method of the requests that it is for
 * @param path static segments, {@code :name} parameters and a final {@code *name} wildcard
 * @param allowedOrigins origins, each with at most one {@code *} that stands for any text; {@code *} alone for every origin;
 *     every origin where empty
 * @param allowedMethods methods without regard to case; {@code HEAD}, {@code GET} and {@code POST} where empty
 * @param allowedHeaders names of headers without regard to case, {@code *} for every header; {@code Origin}, {@code Accept} and
 *     {@code Content-Type} where empty
 * @param allowCredentials whether requests may carry cookies and the like
 * @param metadata the registrant's own notes
 */
public record CorsRule(
        String space,
        String method,
        String path,
        List<String> allowedOrigins,
        List<String> allowedMethods,
        List<String> allowedHeaders,
        boolean allowCredentials,
        Map<String, String> metadata) {

    private static final String ANY = "*";
    private static final List<String> DEFAULT_METHODS = List.of("HEAD", "GET", "POST");
    private static final List<String> DEFAULT_HEADERS = List.of("Origin", "Accept", "Content-Type");

    /** Fills empty lists with their defaults, copies lists and {@code metadata}. */
    public CorsRule {
        allowedOrigins = allowedOrigins.isEmpty() ? List.of(ANY) : List.copyOf(allowedOrigins);
        allowedMethods = allowedMethods.isEmpty() ? DEFAULT_METHODS : List.copyOf(allowedMethods);
        allowedHeaders = allowedHeaders.isEmpty() ? DEFAULT_HEADERS : List.copyOf(allowedHeaders);
        metadata = Map.copyOf(metadata);
    }

    /** {@return a rule of the default space that allows what is allowed by default} */
    public static CorsRule of(String method, String path) {
        return new CorsRule(FunctionSpec.DEFAULT_SPACE, method, path, List.of(), List.of(), List.of(), false, Map.of());
    }

    /** {@return the id, which follows from the content: the method and, percent-encoded, the path, as in {@code GET%2Fhello}} */
    public String corsId() {
        return method + Subscription.escaped(path);
    }

    /** {@return whether pages of every site are allowed} */
    public boolean allowsEveryOrigin() {
        return allowedOrigins.contains(ANY);
    }

    /** {@return whether pages of that site are allowed} */
    public boolean allowsOrigin(String origin) {
        String lower = lower(origin);
        return allowedOrigins.stream().anyMatch(allowed -> takes(lower(allowed), lower));
    }

    /** {@return whether such requests are allowed; those of method {@code OPTIONS} always are} */
    public boolean allowsMethod(String requested) {
        return requested.equalsIgnoreCase("OPTIONS") || allowedMethods.stream().anyMatch(requested::equalsIgnoreCase);
    }

    /** {@return whether requests with that header are allowed; with {@code Origin} they always are} */
    public boolean allowsHeader(String name) {
        return name.equalsIgnoreCase("Origin")
                || allowedHeaders.stream().anyMatch(allowed -> allowed.equals(ANY) || allowed.equalsIgnoreCase(name));
    }

    /** What is left and right of the asterisk must not overlap. */
    private static boolean takes(String allowed, String origin) {
        int asterisk = allowed.indexOf(ANY);
        if (asterisk < 0) {
            return allowed.equals(origin);
        }
        String suffix = allowed.substring(asterisk + 1);
        return origin.length() >= allowed.length() - 1
                && origin.startsWith(allowed.substring(0, asterisk))
                && origin.endsWith(suffix);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
