package dev.eventgateway.server.config;

import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.server.http.Endpoint;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Refuses what a page of another site makes a browser send to the Config API. */
public final class BrowserGuard implements Endpoint {

    private final boolean onlyByAddress;
    private final Endpoint next;

    /**
     * Guards {@code next}.
     *
     * @param onlyByAddress whether the API may be called by address or as localhost only: without an access key, a site whose name
     *     suddenly means 127.0.0.1 would else be at home here
     */
    public BrowserGuard(boolean onlyByAddress, Endpoint next) {
        this.onlyByAddress = onlyByAddress;
        this.next = next;
    }

    @Override
    public CompletionStage<GatewayReply> answer(GatewayRequest request) {
        String host = request.headers().first("Host").orElse("").toLowerCase(Locale.ROOT);
        if (onlyByAddress && !isAddress(nameIn(host))) {
            return refused("Without an access key the Config API is reached as localhost only.");
        }
        Optional<String> origin = request.headers().first("Origin");
        return origin.isPresent() && !isSame(origin.get().toLowerCase(Locale.ROOT), host)
                ? refused("Requests on behalf of another site are refused.")
                : next.answer(request);
    }

    private static boolean isSame(String origin, String host) {
        return origin.equals("http://" + host) || origin.equals("https://" + host);
    }

    private static String nameIn(String host) {
        return host.startsWith("[") ? host : host.replaceFirst(":[0-9]*$", "");
    }

    private static boolean isAddress(String name) {
        return name.isEmpty()
                || name.equals("localhost")
                || name.endsWith(".localhost")
                || name.startsWith("[")
                || name.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    }

    private static CompletionStage<GatewayReply> refused(String message) {
        return CompletableFuture.completedStage(GatewayReply.error(403, message));
    }
}
