package dev.eventgateway.kv.consul;

import com.ecwid.consul.UrlParameters;
import com.ecwid.consul.Utils;
import com.ecwid.consul.transport.DefaultHttpTransport;
import com.ecwid.consul.transport.HttpRequest;
import com.ecwid.consul.transport.HttpResponse;
import com.ecwid.consul.transport.HttpTransport;
import org.apache.http.client.HttpClient;

/**
 * Sends requests to one agent. The library has such a client, too, which makes a second HTTP client that nobody uses, with all
 * certificates that the JDK trusts: that took a sixth of the time until an instance is ready.
 */
final class AgentClient {

    private final String address;
    private final HttpTransport transport;

    /** @param address as URLs begin, without a slash at the end */
    AgentClient(String address, HttpClient http) {
        this.address = address;
        this.transport = new DefaultHttpTransport(http);
    }

    HttpResponse get(String path, UrlParameters... parameters) {
        return transport.makeGetRequest(request(path, parameters).build());
    }

    HttpResponse put(String path, String body, UrlParameters... parameters) {
        return transport.makePutRequest(
                request(path, parameters).setContent(body).build());
    }

    private HttpRequest.Builder request(String path, UrlParameters... parameters) {
        return HttpRequest.Builder.newBuilder().setUrl(Utils.generateUrl(address + path, parameters));
    }
}
