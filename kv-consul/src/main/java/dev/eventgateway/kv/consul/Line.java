package dev.eventgateway.kv.consul;

import java.io.IOException;
import java.time.Duration;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpRequestBase;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.execchain.RequestAbortedException;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client for one request after the other, which any thread can cut off at any moment: consul-api blocks until an
 * answer comes, and lets nobody end that.
 */
final class Line extends CloseableHttpClient {

    private final CloseableHttpClient http;
    private final RequestConfig config;
    private @Nullable HttpRequestBase request;
    private boolean cut;

    /**
     * @param http shared with others
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

    @Override
    protected CloseableHttpResponse doExecute(HttpHost target, HttpRequest next, HttpContext context)
            throws IOException {
        HttpRequestBase configured = (HttpRequestBase) next;
        configured.setConfig(config);
        begin(configured);
        return http.execute(target, next, context);
    }

    /** Aborts the request under way, if any, and all that would follow. */
    synchronized void cut() {
        cut = true;
        if (request != null) {
            request.abort();
        }
    }

    /** {@return whether a request has been begun, so that Consul may have seen it} */
    synchronized boolean used() {
        return request != null;
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

    private synchronized void begin(HttpRequestBase next) throws RequestAbortedException {
        if (cut) {
            throw new RequestAbortedException("cut off before anything was sent");
        }
        request = next;
    }

    private static int millis(Duration time) {
        return (int) Math.max(1, time.toMillis());
    }
}
