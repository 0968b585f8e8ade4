package dev.eventgateway.kv.consul;

import dev.eventgateway.kv.KvException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.apache.http.Header;
import org.apache.http.HttpClientConnection;
import org.apache.http.HttpException;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.client.methods.HttpRequestBase;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.execchain.RequestAbortedException;
import org.apache.http.protocol.BasicHttpContext;
import org.apache.http.protocol.HttpContext;
import org.apache.http.protocol.HttpRequestExecutor;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client for one request after the other, which any thread can cut off at any moment: consul-api blocks until
 * an answer comes, and lets nobody end that. It also knows whether anything was sent.
 */
final class Line extends CloseableHttpClient {

    private static final String ATTRIBUTE = "line";
    private static final String FILTERED = "X-Consul-Results-Filtered-By-ACLs";

    private final CloseableHttpClient http;
    private final RequestConfig config;
    private @Nullable HttpRequestBase request;
    private boolean sent;
    private boolean cut;

    /**
     * @param http shared with others; sends through {@link #executor}
     * @param connect how long making a connection may take
     * @param silence how long nothing may be heard
     */
    Line(CloseableHttpClient http, Duration connect, Duration silence) {
        this.http = http;
        this.config = RequestConfig.custom()
                .setConnectTimeout(millis(connect))
                .setConnectionRequestTimeout(millis(connect))
                .setSocketTimeout(millis(silence))
                .setNormalizeUri(false)
                .build();
    }

    /** {@return what sends requests, once there is a connection, and tells their lines} */
    static HttpRequestExecutor executor() {
        return new Sender();
    }

    /** Aborts the request under way, if any, and all that would follow. */
    synchronized void cut() {
        cut = true;
        if (request != null) {
            request.abort();
        }
    }

    /**
     * {@return whether a request has been sent, if only in part} Once the line is cut, this does not change any more.
     */
    synchronized boolean sent() {
        return sent;
    }

    @Override
    public void close() {
        cut();
    }

    @Override
    @Deprecated
    public org.apache.http.params.HttpParams getParams() {
        return http.getParams();
    }

    @Override
    @Deprecated
    public org.apache.http.conn.ClientConnectionManager getConnectionManager() {
        return http.getConnectionManager();
    }

    @Override
    protected CloseableHttpResponse doExecute(HttpHost target, HttpRequest next, @Nullable HttpContext none)
            throws IOException {
        begin((HttpRequestBase) next);
        HttpContext context = new BasicHttpContext();
        context.setAttribute(ATTRIBUTE, this);
        CloseableHttpResponse response = http.execute(target, next, context);
        if (next instanceof HttpGet) {
            requireUnfiltered(response);
        }
        return response;
    }

    private synchronized void begin(HttpRequestBase next) throws RequestAbortedException {
        requireWhole();
        next.setConfig(config);
        request = next;
    }

    private synchronized void sending() throws RequestAbortedException {
        requireWhole();
        sent = true;
    }

    /** Since 1.11 Consul says when it leaves out what the token may not read. */
    private static void requireUnfiltered(CloseableHttpResponse response) throws IOException {
        Header filtered = response.getFirstHeader(FILTERED);
        if (filtered != null && filtered.getValue().equals("true")) {
            response.close();
            throw new KvException(KvException.Reason.DENIED, "Consul left out what the token may not read");
        }
    }

    private void requireWhole() throws RequestAbortedException {
        if (cut) {
            throw new RequestAbortedException("cut off before anything was sent");
        }
    }

    private static int millis(Duration time) {
        return (int) Math.max(1, time.toMillis());
    }

    private static final class Sender extends HttpRequestExecutor {

        @Override
        public HttpResponse execute(HttpRequest request, HttpClientConnection connection, HttpContext context)
                throws IOException, HttpException {
            ((Line) context.getAttribute(ATTRIBUTE)).sending();
            return super.execute(request, connection, context);
        }

        @Override
        protected @Nullable HttpResponse doSendRequest(
                HttpRequest request, HttpClientConnection connection, HttpContext context)
                throws IOException, HttpException {
            try {
                return super.doSendRequest(request, connection, context);
            } catch (SocketException broken) {
                throw lastWords(connection, broken);
            }
        }

        /** With TLS 1.3 a server that refuses the client just breaks the connection; who reads is told why. */
        private static IOException lastWords(HttpClientConnection connection, SocketException broken) {
            try {
                connection.receiveResponseHeader();
            } catch (SSLException refused) {
                return refused;
            } catch (IOException | HttpException silent) {
                return broken;
            }
            return broken;
        }
    }
}
