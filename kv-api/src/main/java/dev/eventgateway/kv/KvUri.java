package dev.eventgateway.kv;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a store is and how to open it: {@code zk://h1:2181,h2:2181/prefix?timeout=5s}, or {@code memory:name}. A user
 * part is refused. Secrets are options, best named by the file or the environment variable that holds them:
 * {@code passwordFile=/run/secrets/etcd}, {@code passwordEnv=ETCD_PASSWORD}; {@code password=…} stands in the list of
 * processes for everybody to see.
 *
 * @param scheme selects the back end, in lower case
 * @param endpoints {@code host} or {@code host:port} each, as given; the name for {@code memory:}
 * @param prefix what all keys lie below; {@code event-gateway} unless given
 * @param options the query's names and decoded values
 */
public record KvUri(String scheme, List<String> endpoints, Key prefix, Map<String, String> options) {

    /** The prefix of a URI that names none. */
    public static final Key DEFAULT_PREFIX = Key.of("event-gateway");

    private static final String TIMEOUT = "timeout";

    /** Copies its arguments. */
    public KvUri {
        endpoints = List.copyOf(endpoints);
        options = Map.copyOf(options);
    }

    /**
     * {@return what {@code text} says}
     *
     * @throws KvException with {@link KvException.Reason#INVALID}, saying what was expected
     */
    public static KvUri parse(String text) {
        URI uri = syntax(text);
        if (uri.getScheme() == null) {
            throw invalid("store URI has no scheme, expected for example zk://localhost:2181");
        }
        if (uri.getRawFragment() != null) {
            throw invalid("store URI has a \"#\", which has to be written as %23");
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        return uri.isOpaque()
                ? named(scheme, uri.getRawSchemeSpecificPart())
                : new KvUri(scheme, endpoints(uri), prefix(uri.getRawPath()), options(uri.getRawQuery()));
    }

    /**
     * Refuses options that the back end does not know: a misspelt one must not go unnoticed.
     *
     * @param names those that the back end knows besides {@code timeout}, which every back end knows
     * @throws KvException with {@link KvException.Reason#INVALID} if another option is there, or {@code timeout} is no
     *     time
     */
    public void requireOnly(String... names) {
        requireOnly(List.of(names));
    }

    /** See {@link #requireOnly(String...)}. */
    public void requireOnly(List<String> names) {
        Set<String> known = new TreeSet<>(names);
        known.add(TIMEOUT);
        options.keySet().stream()
                .filter(option -> !known.contains(option))
                .sorted()
                .findFirst()
                .ifPresent(unknown -> {
                    throw invalid("store option \"" + unknown + "\" is unknown to " + scheme + ", which knows: "
                            + String.join(", ", known));
                });
        deadline();
    }

    /** {@return the option {@code timeout}, or the default deadline} */
    public Duration deadline() {
        return duration(TIMEOUT).orElse(KvStore.DEFAULT_DEADLINE);
    }

    /**
     * {@return an option that is a time, such as {@code 250ms}, {@code 5s} or {@code 2m}}
     *
     * @throws KvException with {@link KvException.Reason#INVALID} if it is there and is no such time
     */
    public Optional<Duration> duration(String option) {
        return Optional.ofNullable(options.get(option)).map(text -> duration(option, text));
    }

    /**
     * {@return a secret, given by the option {@code name} as it is, by {@code nameFile} or by {@code nameEnv}}
     *
     * @throws KvException with {@link KvException.Reason#INVALID} if it is given twice, or is not where it should be
     */
    public Optional<Secret> secret(String name) {
        return new SecretOption(name, options, System::getenv).value();
    }

    /** {@return the options by which {@link #secret} may be given} */
    public static List<String> secretOptions(String name) {
        return SecretOption.names(name);
    }

    private static Duration duration(String option, String text) {
        var matcher = Pattern.compile("([1-9][0-9]{0,8})(ms|s|m)").matcher(text);
        if (!matcher.matches()) {
            throw invalid("store option " + option + "=" + text + ": expected a time such as 250ms, 5s or 2m");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            default -> Duration.ofMinutes(amount);
        };
    }

    private static URI syntax(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException wrong) {
            throw invalid("store URI: " + wrong.getReason() + ", expected for example zk://localhost:2181");
        }
    }

    private static List<String> endpoints(URI uri) {
        String authority = uri.getRawAuthority();
        if (authority == null || authority.isEmpty()) {
            throw invalid("store URI names no host, expected for example " + uri.getScheme() + "://localhost:2181");
        }
        if (authority.indexOf('@') >= 0) {
            throw invalid("store URI carries credentials: name a file or an environment variable by option instead");
        }
        List<String> hosts = Arrays.asList(authority.split(",", -1));
        if (hosts.contains("")) {
            throw invalid("store URI has an empty host between commas");
        }
        return hosts;
    }

    private static KvUri named(String scheme, String rest) {
        String[] parts = rest.split("\\?", 2);
        if (parts[0].isEmpty()) {
            throw invalid("store URI names no store, expected for example " + scheme + ":name");
        }
        return new KvUri(
                scheme, List.of(decoded(parts[0])), DEFAULT_PREFIX, options(parts.length == 2 ? parts[1] : null));
    }

    private static Key prefix(@Nullable String path) {
        String bare = path == null ? "" : path.replaceAll("^/|/$", "");
        return bare.isEmpty()
                ? DEFAULT_PREFIX
                : new Key(Arrays.stream(bare.split("/", -1)).map(KvUri::decoded).toList());
    }

    private static Map<String, String> options(@Nullable String query) {
        Map<String, String> options = new LinkedHashMap<>();
        if (query != null) {
            for (String pair : query.split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals < 1) {
                    throw invalid("store URI has an option without a value: expected name=value");
                }
                String name = decoded(pair.substring(0, equals));
                if (options.put(name, decoded(pair.substring(equals + 1))) != null) {
                    throw invalid("store option \"" + name + "\" is given twice");
                }
            }
        }
        return options;
    }

    /** Decodes percent signs only: a plus in a file's name is a plus. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static KvException invalid(String message) {
        return new KvException(KvException.Reason.INVALID, message);
    }

    /** {@return scheme, endpoints and prefix; no option, as one may name a secret} */
    @Override
    public String toString() {
        return scheme + "://" + String.join(",", endpoints) + "/" + prefix;
    }
}
