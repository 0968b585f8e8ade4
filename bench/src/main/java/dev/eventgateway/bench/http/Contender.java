package dev.eventgateway.bench.http;

/**
 * Something that takes requests and hands them to the function.
 *
 * @param process with all that descends from it, what is measured
 * @param tlsPort 0 if it has none
 */
record Contender(Kind kind, ProcessHandle process, int port, int tlsPort) {

    String address(boolean tls) {
        return tls ? "https://127.0.0.1:" + tlsPort : "http://127.0.0.1:" + port;
    }

    /** What there is to measure. */
    enum Kind {
        FUNCTION("the function itself"),
        NGINX("nginx"),
        HAPROXY("haproxy"),
        GATEWAY("gateway"),
        FULL_GATEWAY("gateway, 10,000 subscriptions more"),
        TLS_GATEWAY("gateway"),
        ONE_ATTEMPT_GATEWAY("gateway, one attempt"),
        RETRYING_GATEWAY("gateway, retries and a dead letter function"),
        TROUBLED_GATEWAY("gateway, beside a slow function and a dead one"),
        QUIET_ETCD("gateway on etcd"),
        CHANGING_ETCD("the same gateway, its configuration changing"),
        QUIET_ZOOKEEPER("gateway on ZooKeeper"),
        CHANGING_ZOOKEEPER("the same gateway, its configuration changing"),
        SPRING("Spring Cloud Gateway");

        private final String words;

        boolean isGateway() {
            return this != FUNCTION && this != NGINX && this != HAPROXY && this != SPRING;
        }

        /** {@return whether its configuration changes while it is measured} */
        boolean isChanging() {
            return this == CHANGING_ETCD || this == CHANGING_ZOOKEEPER;
        }

        Kind(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }
}
