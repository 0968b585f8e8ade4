package dev.eventgateway.kv.consul;

import dev.eventgateway.kv.KvException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.http.client.HttpClient;

/**
 * A Consul agent, which may be a server or pass requests on to one.
 *
 * @param protocol {@code http} or {@code https}
 * @param host a name or an address, one of IPv6 in brackets
 * @param port of its HTTP API
 */
record Agent(String protocol, String host, int port) {

    private static final int DEFAULT_PORT = 8500;
    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern SYNTAX = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?");

    /** {@return the agent at {@code endpoint}, which is {@code host} or {@code host:port}} */
    static Agent at(String endpoint, String protocol) {
        Matcher matcher = SYNTAX.matcher(endpoint);
        if (!matcher.matches()) {
            throw invalid(endpoint);
        }
        int port = matcher.group(2) == null ? DEFAULT_PORT : Integer.parseInt(matcher.group(2));
        if (port < 1 || port > HIGHEST_PORT) {
            throw invalid(endpoint);
        }
        return new Agent(protocol, matcher.group(1), port);
    }

    /** {@return a client of this agent that sends its requests through {@code http}} */
    AgentClient client(HttpClient http) {
        return new AgentClient(protocol + "://" + host + ":" + port, http);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }

    private static KvException invalid(String endpoint) {
        return new KvException(
                KvException.Reason.INVALID,
                "store endpoint \"" + endpoint + "\": expected host or host:port, such as localhost:" + DEFAULT_PORT);
    }
}
