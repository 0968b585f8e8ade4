package dev.eventgateway.function;

import dev.eventgateway.event.GatewayRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Functions of type {@code http}: the event is POSTed to an address, or in proxy mode the request sent on to it. This one uses the JDK's client and keeps whole bodies
 * in memory; it opens its client with the first call. On JDK 17 to 20 that client cannot be closed: its one selector thread
 * ends when the client has been garbage collected.
 */
public final class HttpFunctionProvider implements FunctionProvider {

    private static final String URL = "url";
    private static final String EVENT = "event";

    private final JdkHttpCalls calls;

    /**
     * @param timeout how long a call may take that says nothing of it, from connecting to the last byte
     * @param concurrency how many calls may be under way at once; further ones fail as saturated
     */
    public HttpFunctionProvider(Duration timeout, int concurrency) {
        this.calls = new JdkHttpCalls(timeout, concurrency);
    }

    @Override
    public String type() {
        return "http";
    }

    @Override
    public ProviderConfig check(ProviderConfig given) {
        return checked(given);
    }

    /**
     * The check for every provider of type {@code http}.
     *
     * @return the known fields
     * @throws InvalidProviderException if the address is missing or is no http or https address
     */
    public static ProviderConfig checked(ProviderConfig given) {
        String url = given.text(URL)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> new InvalidProviderException("missing required fields for HTTP endpoint"));
        requireHttp(url);
        return given.text(FunctionSpec.MODE)
                .map(mode -> ProviderConfig.of(Map.of(URL, url, FunctionSpec.MODE, checkedMode(mode))))
                .orElse(ProviderConfig.of(URL, url));
    }

    private static String checkedMode(String mode) {
        if (!mode.equals(EVENT) && !mode.equals(FunctionSpec.PROXY)) {
            throw new InvalidProviderException("provider field \"mode\": expected \"event\" or \"proxy\"");
        }
        return mode;
    }

    /**
     * {@return the address of a function that passed {@link #checked}; of ASCII only, whatever the document has} Who writes it into
     * a request byte by byte must not turn a letter beyond ASCII into the end of a line.
     *
     * @throws InvalidProviderException if it did not
     */
    public static URI address(FunctionSpec function) {
        return URI.create(requireHttp(function.provider().text(URL).orElse("")).toASCIIString());
    }

    private static URI requireHttp(String url) {
        URI uri = parse(url);
        boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!http || uri.getHost() == null || uri.getPort() > 0xffff) {
            throw new InvalidProviderException("provider field \"url\": expected an absolute http or https address");
        }
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw new InvalidProviderException("provider field \"url\": expected an address without user or fragment");
        }
        return uri;
    }

    private static URI parse(String url) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(url)) {
            throw new InvalidProviderException(
                    "provider field \"url\": expected whole characters, found half a surrogate pair");
        }
        try {
            return new URI(url);
        } catch (URISyntaxException wrong) {
            throw new InvalidProviderException("provider field \"url\": " + wrong.getReason());
        }
    }

    @Override
    public Invoker open(FunctionSpec function) {
        URI address = address(function);
        return new Invoker() {
            @Override
            public CompletionStage<FunctionReply> invoke(FunctionCall call) {
                return calls.post(address, call);
            }

            @Override
            public CompletionStage<FunctionReply> forward(GatewayRequest request) {
                return request.body().thenCompose(body -> calls.forward(new Forwarding(address, true), request, body));
            }
        };
    }

    @Override
    public void close() {
        calls.close();
    }
}
