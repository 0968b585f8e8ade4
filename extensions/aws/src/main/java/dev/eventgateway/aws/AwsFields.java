package dev.eventgateway.aws;

import dev.eventgateway.function.InvalidProviderException;
import dev.eventgateway.function.ProviderConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The fields of a {@code provider} object that all functions on AWS have, beside the one that names what is called. */
final class AwsFields {

    static final String ACCESS_KEY_ID = "awsAccessKeyId";
    static final String SECRET_ACCESS_KEY = "awsSecretAccessKey";
    static final String SESSION_TOKEN = "awsSessionToken";
    static final Set<String> SECRETS = Set.of(SECRET_ACCESS_KEY, SESSION_TOKEN);

    private static final String REGION = "region";
    private static final String ENDPOINT = "endpoint";
    /** What may become part of a host's name. */
    private static final Pattern REGION_FORM = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    private AwsFields() {}

    /**
     * {@return the known fields of {@code given}, those that are empty left out}
     *
     * @param name the field that names what is called
     * @param what what that is, for messages
     * @throws InvalidProviderException if one is missing or wrong
     */
    static ProviderConfig checked(ProviderConfig given, String name, String what) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String each : List.of(name, REGION, ENDPOINT, ACCESS_KEY_ID, SECRET_ACCESS_KEY, SESSION_TOKEN)) {
            given.text(each).filter(text -> !text.isBlank()).ifPresent(text -> fields.put(each, text));
        }
        if (!fields.containsKey(name) || !fields.containsKey(REGION)) {
            throw new InvalidProviderException("missing required fields for AWS " + what + " function");
        }
        if (!REGION_FORM.matcher(fields.get(REGION)).matches()) {
            throw new InvalidProviderException("provider field \"region\": expected a region such as eu-central-1");
        }
        if (fields.containsKey(ENDPOINT)) {
            origin(ENDPOINT, fields.get(ENDPOINT));
        }
        checkCredentials(fields.keySet());
        return ProviderConfig.of(fields);
    }

    private static void checkCredentials(Set<String> fields) {
        if (fields.contains(ACCESS_KEY_ID) != fields.contains(SECRET_ACCESS_KEY)) {
            throw new InvalidProviderException(
                    "provider fields \"awsAccessKeyId\" and \"awsSecretAccessKey\": expected both or neither (null clears)");
        }
        if (fields.contains(SESSION_TOKEN) && !fields.contains(ACCESS_KEY_ID)) {
            throw new InvalidProviderException(
                    "provider field \"awsSessionToken\": expected \"awsAccessKeyId\" beside it (null clears)");
        }
    }

    /** {@return the address that stands in a field, which has no more than scheme, host and port; that of AWS if it is empty} */
    static URI endpoint(ProviderConfig checked, String service) {
        return checked.text(ENDPOINT)
                .map(text -> origin(ENDPOINT, text))
                .orElseGet(() -> URI.create(Endpoints.of(service, region(checked))));
    }

    static String region(ProviderConfig checked) {
        return text(checked, REGION);
    }

    static String text(ProviderConfig checked, String name) {
        return checked.text(name)
                .orElseThrow(() -> new InvalidProviderException("provider field \"" + name + "\" is missing"));
    }

    /** {@return the credentials that came with the function} */
    static Optional<AwsCredentials> credentials(ProviderConfig checked) {
        return checked.text(ACCESS_KEY_ID)
                .map(id -> AwsCredentials.lasting(
                        id,
                        text(checked, SECRET_ACCESS_KEY),
                        checked.text(SESSION_TOKEN).orElse("")));
    }

    private static URI origin(String field, String text) {
        URI uri = address(field, text);
        if (!Set.of("", "/").contains(uri.getRawPath()) || uri.getRawQuery() != null) {
            throw new InvalidProviderException("provider field \"" + field + "\": expected an address without a path");
        }
        return originOf(uri);
    }

    /** {@return scheme, host and port of an address} */
    static URI originOf(URI address) {
        return URI.create(address.getScheme().toLowerCase(Locale.ROOT) + "://" + address.getRawAuthority());
    }

    /**
     * {@return the address that stands in a field}
     *
     * @throws InvalidProviderException if it is none, or not one of http or https
     */
    static URI address(String field, String text) {
        try {
            URI uri = new URI(text);
            if (isHttp(uri) && uri.getRawUserInfo() == null && uri.getRawFragment() == null) {
                return uri;
            }
        } catch (URISyntaxException wrong) {
            // Answered below: its message would show the value.
        }
        throw new InvalidProviderException(
                "provider field \"" + field + "\": expected an absolute http or https address");
    }

    private static boolean isHttp(URI uri) {
        boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        return http && uri.getHost() != null && uri.getPort() <= 0xffff;
    }
}
