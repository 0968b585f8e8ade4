package dev.eventgateway.function;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * Functions of type {@code http}: the event is POSTed to an address. This one uses the JDK's client and keeps whole bodies
 * in memory; it opens its client with the first call. On JDK 17 to 20 that client cannot be closed: its one selector thread
 * ends when the client has been garbage collected.
 */
public final class HttpFunctionProvider implements FunctionProvider {

    private static final String URL = "url";
    private static final String MODE = "mode";

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
        if (given.text(MODE).filter(mode -> !mode.equals("event")).isPresent()) {
            throw new InvalidProviderException("provider field \"mode\": expected \"event\"");
        }
        requireHttp(url);
        return given.text(MODE).isPresent()
                ? ProviderConfig.of(Map.of(URL, url, MODE, "event"))
                : ProviderConfig.of(URL, url);
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
        return call -> calls.send(() -> request(address, call), call.timeout().orElse(timeout))
                .thenApply(HttpFunctionProvider::reply);
    }

    private static HttpRequest request(URI address, FunctionCall call) {
        return HttpRequest.newBuilder(address)
                .header("Content-Type", FunctionCall.CONTENT_TYPE)
                .POST(HttpRequest.BodyPublishers.ofByteArray(call.payload()))
                .build();
    }

    private static FunctionReply reply(HttpResponse<byte[]> answer) {
        if (answer.statusCode() < 200 || answer.statusCode() > 299) {
            throw FunctionException.answered(
                    answer.statusCode(), answer.headers().firstValue("Retry-After"));
        }
        return FunctionReply.of(answer.body());
    }

    @Override
    public void close() {
        calls.close();
    }
}
