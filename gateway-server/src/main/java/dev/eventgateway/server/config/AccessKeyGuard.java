package dev.eventgateway.server.config;

import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.server.http.Endpoint;
import dev.eventgateway.server.settings.AccessKey;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Lets in only who knows the access key: {@code Authorization: Bearer <key>}. Health stays open. */
public final class AccessKeyGuard implements Endpoint {

    private static final Set<String> OPEN = Set.of("/livez", "/readyz");
    private static final String SCHEME = "bearer ";

    private final AccessKey key;
    private final Endpoint next;

    /** Guards {@code next} by {@code key}. */
    public AccessKeyGuard(AccessKey key, Endpoint next) {
        this.key = key;
        this.next = next;
    }

    @Override
    public CompletionStage<GatewayReply> answer(GatewayRequest request) {
        return OPEN.contains(request.rawPath()) || isAuthorized(request)
                ? next.answer(request)
                : CompletableFuture.completedStage(
                        GatewayReply.error(401, "Access key missing or wrong, expected Authorization: Bearer <key>.")
                                .with("WWW-Authenticate", "Bearer"));
    }

    private boolean isAuthorized(GatewayRequest request) {
        return request.headers()
                .first("Authorization")
                .filter(given -> given.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .filter(given -> key.opens(given.substring(SCHEME.length()).strip()))
                .isPresent();
    }
}
