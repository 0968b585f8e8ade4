package dev.eventgateway.demo;

import dev.eventgateway.EventGateway;
import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.routing.EventType;
import dev.eventgateway.routing.Subscription;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import org.apache.curator.test.TestingServer;

/** Two engines in one JVM share a ZooKeeper: what is registered on one routes on the other. */
public final class Demo {

    private final PrintStream out;

    Demo(PrintStream out) {
        this.out = out;
    }

    /** Starts an in-process ZooKeeper and tells the story. */
    public static void main(String[] args) throws Exception {
        new Demo(System.out).run();
    }

    void run() throws Exception {
        try (TestingServer zookeeper = new TestingServer();
                EventGateway first = gateway(zookeeper, "first");
                EventGateway second = gateway(zookeeper, "second")) {
            first.eventTypes().create(EventType.of("user.created"));
            first.functions().create(FunctionSpec.java("greet", "greeter"));
            first.subscriptions().create(Subscription.sync("user.created", "greet", "POST", "/greet"));
            out.println("A function written in Java answers: " + emit(first, "Ada"));

            second.functions().create(FunctionSpec.java("shout", "shouter"));
            Subscription greet = Subscription.sync("user.created", "greet", "POST", "/greet");
            second.subscriptions().delete("default", greet.subscriptionId());
            second.subscriptions().create(Subscription.sync("user.created", "shout", "POST", "/greet"));
            awaitSameConfiguration(first, second);
            out.println("Reconfigured through the second engine, the first one answers: " + emit(first, "Ada"));
        }
    }

    private static EventGateway gateway(TestingServer zookeeper, String name) {
        return EventGateway.builder()
                .store(KvStores.open("zk://" + zookeeper.getConnectString() + "/demo"))
                .function(
                        "greeter",
                        event -> GatewayReply.of(200, "text/plain", "Hello, " + event.text() + ", says " + name))
                .function(
                        "shouter",
                        event -> GatewayReply.of(200, "text/plain", "HELLO, " + event.text() + "! SAYS " + name))
                .open();
    }

    private static String emit(EventGateway gateway, String user) throws Exception {
        Event event = Event.of("user.created", "text/plain", user);
        return gateway.emit(event, "/greet")
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .text();
    }

    /** Peers follow within milliseconds; the digest tells when they hold the same configuration. */
    private static void awaitSameConfiguration(EventGateway one, EventGateway other) throws InterruptedException {
        while (!one.status().catalog().digest().equals(other.status().catalog().digest())) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
