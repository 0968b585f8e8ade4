package dev.eventgateway.function;

import dev.eventgateway.event.ConnectionHeaders;
import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.Headers;
import dev.eventgateway.event.Peer;
import dev.eventgateway.event.RequestException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/**
 * What a request becomes on its way to a function in proxy mode, whatever client sends it. {@code Host}, the length of the body and
 * what belongs to the connection are that client's own.
 *
 * @param address the function's
 * @param trusting whether senders are believed what they say of those before them in {@code X-Forwarded-…}
 */
public record Forwarding(URI address, boolean trusting) {

    private static final String FOR = "X-Forwarded-For";
    private static final String PROTO = "X-Forwarded-Proto";
    private static final String HOST = "X-Forwarded-Host";
    private static final String HOPS = "ce-" + Event.HOPS;
    private static final Set<String> OWN = Set.of("host", HOPS);

    /** Two dots between slashes or backslashes, plain or percent-encoded, parameters of the segment aside. */
    private static final Pattern PARENT =
            Pattern.compile("(?:^|[/\\\\]|%2f|%5c)(?:\\.|%2e){2}(?:$|[/\\\\;]|%2f|%5c|%3b)", Pattern.CASE_INSENSITIVE);

    /**
     * {@return the target to ask the function for: the path and query of its address, each followed by the request's, as sent}
     *
     * @throws RequestException 400 if the path could lead out of that of the address
     */
    public String target(GatewayRequest request) {
        String path = request.rawPath();
        if ((path.contains("..") || path.indexOf('%') >= 0)
                && PARENT.matcher(path).find()) {
            throw RequestException.malformed("The request's path has a segment \"..\".");
        }
        String base = address.getRawPath();
        String query = query(request.rawQuery());
        String whole = base.isEmpty() || base.equals("/") ? path : joined(base, path);
        return query.isEmpty() ? whole : whole + "?" + query;
    }

    private static String joined(String base, String path) {
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path;
    }

    private String query(String asked) {
        String own = address.getRawQuery();
        return own == null ? asked : asked.isEmpty() ? own : own + "&" + asked;
    }

    /** Visits each header to send, with its values. */
    public void headers(GatewayRequest request, BiConsumer<String, List<String>> visitor) {
        Headers headers = request.headers();
        Set<String> dropped = ConnectionHeaders.in(headers);
        boolean replaced = request.peer().isPresent();
        headers.forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!dropped.contains(lower) && !isOwn(lower.replace('_', '-'), replaced)) {
                visitor.accept(name, values);
            }
        });
        visitor.accept(HOPS, List.of(Integer.toString(request.hops() + 1)));
        request.peer().ifPresent(peer -> forwarded(headers, peer, visitor));
    }

    /** Many servers make one variable of names that differ in {@code -} and {@code _} only. */
    private boolean isOwn(String lower, boolean replaced) {
        return OWN.contains(lower) || (replaced && isForwarded(lower));
    }

    /** Who is believed may say more than is set here. */
    private boolean isForwarded(String lower) {
        return lower.startsWith("x-forwarded-")
                ? !trusting
                        || Set.of("x-forwarded-for", "x-forwarded-proto", "x-forwarded-host")
                                .contains(lower)
                : !trusting && lower.equals("forwarded");
    }

    private void forwarded(Headers headers, Peer peer, BiConsumer<String, List<String>> visitor) {
        List<String> route = new ArrayList<>(trusting ? headers.all(FOR) : List.of());
        route.add(peer.address());
        visitor.accept(FOR, List.of(String.join(", ", route)));
        visitor.accept(PROTO, said(headers, PROTO, List.of(peer.secure() ? "https" : "http")));
        List<String> host = said(headers, HOST, headers.all("Host"));
        if (!host.isEmpty()) {
            visitor.accept(HOST, host);
        }
    }

    private List<String> said(Headers headers, String name, List<String> seen) {
        List<String> said = trusting ? headers.all(name) : List.of();
        return said.isEmpty() ? seen : said;
    }
}
