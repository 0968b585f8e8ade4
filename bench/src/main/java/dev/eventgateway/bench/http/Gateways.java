package dev.eventgateway.bench.http;

import dev.eventgateway.bench.http.Contender.Kind;
import dev.eventgateway.kv.server.EtcdServer;
import dev.eventgateway.kv.server.TestCertificates;
import dev.eventgateway.kv.server.TestServer;
import dev.eventgateway.kv.server.ZooKeeperServer;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/** The gateways, each with what makes it one of its kind. Started when they are asked for. */
final class Gateways {

    private static final int MORE_SUBSCRIPTIONS = 10_000;

    private final Children children;
    private final Plan plan;
    private final TestCertificates certificates;
    private final String function;
    private final String slow;
    private final Map<Kind, Contender> contenders = new EnumMap<>(Kind.class);
    private final Map<Kind, Changer> changers = new EnumMap<>(Kind.class);

    /**
     * @param function the address of the one that answers at once
     * @param slow the address of the other one
     */
    Gateways(Children children, Plan plan, TestCertificates certificates, String function, String slow) {
        this.children = children;
        this.plan = plan;
        this.certificates = certificates;
        this.function = function;
        this.slow = slow;
    }

    Contender contender(Kind kind) throws IOException, InterruptedException {
        if (!contenders.containsKey(kind)) {
            open(kind);
        }
        return Objects.requireNonNull(contenders.get(kind));
    }

    /** {@return who changes its configuration while it is measured} */
    Optional<Changer> changer(Kind kind) {
        return Optional.ofNullable(changers.get(kind));
    }

    private void open(Kind kind) throws IOException, InterruptedException {
        switch (kind) {
            case QUIET_ETCD, CHANGING_ETCD ->
                share(EtcdServer.start(children.folder().resolve("etcd")), Kind.QUIET_ETCD, Kind.CHANGING_ETCD);
            case QUIET_ZOOKEEPER, CHANGING_ZOOKEEPER ->
                share(
                        ZooKeeperServer.start(children.folder().resolve("zookeeper")),
                        Kind.QUIET_ZOOKEEPER,
                        Kind.CHANGING_ZOOKEEPER);
            default -> contenders.put(kind, alone(kind).as(kind));
        }
    }

    /** Both are one process: they differ in what is done to it while it is measured. */
    private void share(TestServer server, Kind quiet, Kind changing) throws IOException, InterruptedException {
        SharedStore store = SharedStore.start(children, plan, server, function, slow);
        contenders.put(quiet, store.gateway().as(quiet));
        contenders.put(changing, store.gateway().as(changing));
        changers.put(changing, store.changer());
    }

    private Gateway alone(Kind kind) throws IOException, InterruptedException {
        Gateway gateway = Gateway.startAlone(children, kind.name(), flags(kind));
        gateway.register(function, slow, retry(kind));
        if (kind == Kind.FULL_GATEWAY) {
            gateway.registerMore(IntStream.range(0, MORE_SUBSCRIPTIONS), count -> {});
        } else if (kind == Kind.TROUBLED_GATEWAY) {
            Trouble.begin(children, gateway);
        }
        return gateway;
    }

    private List<String> flags(Kind kind) {
        return switch (kind) {
            case TLS_GATEWAY ->
                List.of(
                        "--events-tls-cert=" + certificates.certificate("server"),
                        "--events-tls-key=" + certificates.key("server"));
            // A full queue would refuse the events of one, and make dead letters of those of the other.
            case ONE_ATTEMPT_GATEWAY, RETRYING_GATEWAY -> List.of("--workers-backlog=1000000");
            default -> List.of();
        };
    }

    private static String retry(Kind kind) {
        return switch (kind) {
            case ONE_ATTEMPT_GATEWAY -> ",\"retry\":{\"attempts\":1}";
            case RETRYING_GATEWAY -> ",\"retry\":{\"attempts\":8,\"timeout\":\"5s\"},\"deadLetter\":\"slow\"";
            default -> "";
        };
    }
}
