package dev.eventgateway.function;

import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.Headers;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/**
 * Functions of type {@code http}: the event is POSTed to an address, or in proxy mode the request sent on to it. This one uses the JDK's client and keeps whole bodies
 * in memory; it opens its client with the first call. On JDK 17 to 20 that client cannot be closed: its one selector thread
 * ends when the client has been garbage collected.
 */
public final class HttpFunctionProvider implements FunctionProvider {

    private static final String URL = "url";
    private static final String EVENT = "event";
    private static final Pattern NOT_IN_URI = Pattern.compile("[\"<>\\\\^`{|}\\[\\]]");

    private final HttpCalls calls;
    private final Duration timeout;

    /**
     * @param timeout how long a call may take that says nothing of it, from connecting to the last byte
     * @param concurrency how many calls may be under way at once; further ones fail as saturated
     */
    public HttpFunctionProvider(Duration timeout, int concurrency) {
        this.calls = new HttpCalls("HTTP functions", concurrency);
        this.timeout = timeout;
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
                return calls.send(() -> request(address, call), call.timeout().orElse(timeout))
                        .thenApply(HttpFunctionProvider::reply);
            }

            @Override
            public CompletionStage<FunctionReply> forward(GatewayRequest request, Optional<Duration> limit) {
                Forwarding forwarding = new Forwarding(address, true);
                String target = escaped(forwarding.target(request));
                return request.body()
                        .thenCompose(body ->
                                calls.send(() -> request(forwarding, target, request, body), limit.orElse(timeout)))
                        .thenApply(HttpFunctionProvider::passedOn);
            }
        };
    }

    private static HttpRequest request(URI address, FunctionCall call) {
        return HttpRequest.newBuilder(address)
                .header("Content-Type", FunctionCall.CONTENT_TYPE)
                .POST(BodyPublishers.ofByteArray(call.payload()))
                .build();
    }

    private static HttpRequest request(Forwarding forwarding, String target, GatewayRequest request, byte[] body) {
        URI address = forwarding.address();
        HttpRequest.Builder out = HttpRequest.newBuilder(
                        URI.create(address.getScheme() + "://" + address.getRawAuthority() + target))
                .method(
                        request.method(),
                        body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        forwarding.headers(request, (name, values) -> {
            if (!name.equalsIgnoreCase("Expect")) {
                values.forEach(value -> out.header(name, value));
            }
        });
        return out.build();
    }

    /** Browsers send them as they are, {@link URI} does not take them. */
    private static String escaped(String target) {
        return NOT_IN_URI
                .matcher(target)
                .replaceAll(found -> String.format("%%%02X", (int) found.group().charAt(0)));
    }

    private static FunctionReply reply(HttpResponse<byte[]> answer) {
        if (answer.statusCode() < 200 || answer.statusCode() > 299) {
            throw FunctionException.answered(
                    answer.statusCode(), answer.headers().firstValue("Retry-After"));
        }
        return FunctionReply.of(answer.body());
    }

    private static FunctionReply passedOn(HttpResponse<byte[]> answer) {
        Headers.Builder headers = Headers.builder();
        answer.headers().map().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
        return FunctionReply.of(new GatewayReply(answer.statusCode(), headers.build(), answer.body()));
    }

    @Override
    public void close() {
        calls.close();
    }
}
