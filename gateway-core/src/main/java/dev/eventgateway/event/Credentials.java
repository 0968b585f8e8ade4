package dev.eventgateway.event;

import java.util.Locale;
import java.util.Set;

/** The headers by which senders prove who they are. This list is all there is: a header of another name is shown. */
final class Credentials {

    private static final Set<String> NAMES = Set.of(
            "authorization",
            "proxy-authorization",
            "cookie",
            "cookie2",
            "set-cookie",
            "api-key",
            "apikey",
            "x-api-key",
            "x-apikey",
            "x-access-token",
            "x-auth-token",
            "x-auth-key",
            "x-csrf-token",
            "x-xsrf-token",
            "x-session-token",
            "x-amz-security-token",
            "x-amzn-oidc-accesstoken",
            "x-amzn-oidc-data",
            "x-forwarded-access-token",
            "x-forwarded-client-cert",
            "x-functions-key",
            "x-gitlab-token",
            "x-goog-api-key",
            "x-goog-iap-jwt-assertion",
            "x-ms-client-principal",
            "x-ms-token-aad-access-token",
            "x-vault-token",
            "ocp-apim-subscription-key");

    private Credentials() {}

    static boolean isOne(String header) {
        return NAMES.contains(header.toLowerCase(Locale.ROOT));
    }
}
