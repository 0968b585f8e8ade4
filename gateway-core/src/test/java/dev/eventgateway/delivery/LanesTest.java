package dev.eventgateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.event.Event;
import dev.eventgateway.routing.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LanesTest {

    private static final Event EVENT = Event.of("user.created", "text/plain", "x");

    /** Deliveries that were started and that the test has not ended yet. */
    private final LinkedBlockingQueue<Parcel> started = new LinkedBlockingQueue<>();

    @Test
    void aLaneRunsSoManyAtOnceAndStartsTheNextWhenOneEnds() throws Exception {
        Lanes lanes = lanes(new DeliveryLimits(10, 100, 2, 100));

        for (int i = 0; i < 5; i++) {
            assertThat(lanes.offer(List.of(to("a")))).isTrue();
        }

        assertThat(started).hasSize(2);
        assertThat(lanes.running()).isEqualTo(2);
        assertThat(lanes.waiting()).isEqualTo(3);
        lanes.finished(started.take());
        assertThat(started).hasSize(2);
        assertThat(lanes.waiting()).isEqualTo(2);
    }

    @Test
    void aFullLaneRefusesAndOthersDoNotNotice() {
        Lanes lanes = lanes(new DeliveryLimits(3, 100, 1, 100));
        for (int i = 0; i < 4; i++) {
            assertThat(lanes.offer(List.of(to("slow")))).isTrue();
        }

        assertThat(lanes.offer(List.of(to("slow")))).isFalse();
        assertThat(lanes.offer(List.of(to("other")))).isTrue();
    }

    @Test
    void deliveriesOfOneEventAreQueuedTogetherOrNotAtAll() {
        Lanes lanes = lanes(new DeliveryLimits(1, 100, 1, 100));
        assertThat(lanes.offer(List.of(to("b"), to("b")))).isTrue();

        assertThat(lanes.offer(List.of(to("a"), to("b")))).isFalse();

        assertThat(lanes.offer(List.of(to("a"), to("a"))))
                .as("the place taken in lane a was given back")
                .isTrue();
    }

    @Test
    void theTotalIsBoundedToo() {
        Lanes lanes = lanes(new DeliveryLimits(10, 3, 1, 1));
        for (int i = 0; i < 4; i++) {
            assertThat(lanes.offer(List.of(to("f" + i)))).isTrue();
        }
        assertThat(started).hasSize(1);

        assertThat(lanes.offer(List.of(to("g")))).isFalse();
    }

    @Test
    void aParkedLaneIsCalledWhenTheTotalHasRoom() throws Exception {
        Lanes lanes = lanes(new DeliveryLimits(10, 100, 10, 1));
        lanes.offer(List.of(to("a")));
        lanes.offer(List.of(to("a")));
        lanes.offer(List.of(to("b")));

        lanes.finished(started.take());
        lanes.finished(started.take());
        lanes.finished(started.take());

        assertThat(lanes.running()).isZero();
        assertThat(lanes.awaitEmpty(Duration.ZERO)).isTrue();
    }

    @Test
    void deliveriesThatEndWithinTheirStartDoNotDeepenTheStack() {
        AtomicInteger ended = new AtomicInteger();
        Lanes[] self = new Lanes[1];
        self[0] = new Lanes(new DeliveryLimits(200_000, 200_000, 1, 1), parcel -> {
            ended.incrementAndGet();
            self[0].finished(parcel);
        });
        List<Delivery> many = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            many.add(to("f" + i % 1_000));
        }

        assertThat(self[0].offer(many)).isTrue();

        assertThat(ended).hasValue(100_000);
    }

    @Test
    void whatWaitsCanBeTakenOut() {
        Lanes lanes = lanes(new DeliveryLimits(10, 100, 1, 100));
        for (int i = 0; i < 4; i++) {
            lanes.offer(List.of(to("a")));
        }

        List<Parcel> taken = lanes.takeWaiting();
        assertThat(taken).hasSize(3);
        taken.forEach(lanes::left);
        assertThat(lanes.waiting()).isZero();
        assertThat(lanes.running()).isEqualTo(1);
    }

    @Test
    void anEmptyLaneThatIsNotWantedIsReplacedWhenWantedAgain() throws Exception {
        Lanes lanes = lanes(new DeliveryLimits(1, 100, 1, 100));
        lanes.offer(List.of(to("a")));
        lanes.retain((space, id) -> false);
        lanes.finished(started.take());
        lanes.retain((space, id) -> false);

        assertThat(lanes.offer(List.of(to("a")))).isTrue();
        assertThat(started).hasSize(1);
    }

    /** Senders, functions that end on other threads, sweeps: in the end the ledger balances and every bound was kept. */
    @Test
    void underConcurrentUseNothingIsLostAndNoBoundIsBroken() throws Exception {
        Map<String, AtomicInteger> runningNow = new ConcurrentHashMap<>();
        AtomicInteger broken = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        AtomicInteger accepted = new AtomicInteger();
        ExecutorService functions = Executors.newFixedThreadPool(3);
        ExecutorService senders = Executors.newFixedThreadPool(3);
        Lanes[] self = new Lanes[1];
        self[0] = new Lanes(new DeliveryLimits(20, 60, 4, 6), parcel -> {
            AtomicInteger running = runningNow.computeIfAbsent(
                    parcel.delivery().subscription().functionId(), unused -> new AtomicInteger());
            if (running.incrementAndGet() > 4) {
                broken.incrementAndGet();
            }
            functions.execute(() -> {
                running.decrementAndGet();
                ended.incrementAndGet();
                self[0].finished(parcel);
            });
        });

        for (int sender = 0; sender < 3; sender++) {
            Random random = new Random(sender);
            senders.execute(() -> {
                for (int i = 0; i < 20_000; i++) {
                    List<Delivery> event = List.of(to("f" + random.nextInt(5)), to("f" + random.nextInt(5)));
                    if (self[0].offer(event)) {
                        accepted.addAndGet(2);
                    }
                    if (i % 100 == 0) {
                        self[0].retain((space, id) -> false);
                    }
                }
            });
        }
        senders.shutdown();
        assertThat(senders.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        await().until(() -> ended.get() == accepted.get());
        functions.shutdown();

        assertThat(accepted.get()).isPositive();
        assertThat(broken).hasValue(0);
        assertThat(self[0].awaitEmpty(Duration.ofSeconds(10))).isTrue();
        assertThat(self[0].waiting()).isZero();
        assertThat(self[0].running()).isZero();
    }

    private Lanes lanes(DeliveryLimits limits) {
        return new Lanes(limits, started::add);
    }

    private static Delivery to(String functionId) {
        return new Delivery(EVENT, Subscription.async("user.created", functionId));
    }
}
