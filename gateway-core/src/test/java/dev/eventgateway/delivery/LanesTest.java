package dev.eventgateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.event.Event;
import dev.eventgateway.function.FunctionException;
import dev.eventgateway.function.Functions;
import dev.eventgateway.routing.RoutingTable;
import dev.eventgateway.routing.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private final Gates gates = new Gates(Functions.of(List.of()), RoutingTable::empty, new RetryTimer());

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
    void aLaneIsBoundedInBytesToo() throws Exception {
        Lanes lanes = lanes(new DeliveryLimits(100, 100, 1, 100, 10_000, 1_000_000));
        for (int i = 0; i < 3; i++) {
            assertThat(lanes.offer(List.of(sized("a", 2_000)))).isTrue();
        }
        assertThat(lanes.offer(List.of(sized("a", 2_000)))).isFalse();
        assertThat(lanes.offer(List.of(sized("b", 2_000)))).isTrue();

        lanes.finished(started.take());
        assertThat(lanes.offer(List.of(sized("a", 2_000))))
                .as("a place was freed")
                .isTrue();
    }

    @Test
    void whatWentWrongWithADeliveryTakesMemoryAsWell() throws Exception {
        Lanes lanes = lanes(new DeliveryLimits(100, 100, 1, 100, 10_000, 1_000_000));
        assertThat(lanes.offer(List.of(sized("a", 2_000)))).isTrue();
        Parcel failing = started.take();
        lanes.rested(failing);
        for (int attempt = 0; attempt < 100; attempt++) {
            lanes.failed(failing, new FunctionException(FunctionException.Kind.CONNECTION, "refused"));
        }
        assertThat(lanes.offer(List.of(sized("a", 2_000)))).isFalse();

        lanes.left(failing);
        for (int i = 0; i < 3; i++) {
            assertThat(lanes.offer(List.of(sized("a", 2_000)))).isTrue();
        }
    }

    @Test
    void anEventThatIsLargerThanALaneMayBeAloneInIt() throws Exception {
        Lanes lanes = lanes(new DeliveryLimits(100, 100, 1, 100, 10_000, 20_000));
        assertThat(lanes.offer(List.of(sized("a", 50_000)))).isTrue();
        assertThat(lanes.offer(List.of(sized("a", 1)))).isFalse();
        lanes.finished(started.take());
        assertThat(lanes.offer(List.of(sized("a", 1)))).isTrue();
        assertThat(lanes.offer(List.of(sized("a", 50_000)))).isFalse();
    }

    @Test
    void whatIsOfferedTogetherMayBeAloneInALaneTogether() throws Exception {
        Lanes lanes = lanes(new DeliveryLimits(2, 100, 1, 100, 10_000, 100_000));
        List<Delivery> several = List.of(sized("a", 9_000), to("b"), sized("a", 9_000), to("a"), to("a"), to("a"));
        assertThat(lanes.offer(several)).isTrue();
        assertThat(lanes.offer(List.of(to("a")))).isFalse();
        assertThat(lanes.offer(several)).as("not beside others").isFalse();

        for (int left = several.size(); left > 0; left--) {
            lanes.finished(started.take());
        }
        assertThat(lanes.offer(several)).as("all is given back").isTrue();
    }

    @Test
    void whatAllLanesTogetherAreTooSmallForIsKnown() {
        Lanes lanes = lanes(new DeliveryLimits(100, 2, 1, 1));
        assertThat(lanes.canHold(3)).isTrue();
        assertThat(lanes.canHold(4)).isFalse();
    }

    @Test
    void allLanesTogetherAreBoundedInBytes() throws Exception {
        Lanes lanes = lanes(new DeliveryLimits(100, 100, 1, 100, 10_000, 10_000));
        assertThat(lanes.offer(List.of(sized("a", 4_000), sized("b", 2_000)))).isTrue();
        assertThat(lanes.offer(List.of(sized("c", 2_000)))).isFalse();
        lanes.finished(started.take());
        assertThat(lanes.offer(List.of(sized("c", 2_000)))).isTrue();
        lanes.finished(started.take());
        lanes.finished(started.take());
        assertThat(lanes.offer(List.of(sized("d", 8_500))))
                .as("all bytes were given back")
                .isTrue();
    }

    @Test
    void whatALaneHasNoPlaceForGoesWhereItMayOverflowTo() {
        Lanes lanes = lanes(new DeliveryLimits(1, 100, 1, 100));
        lanes.offer(List.of(to("a"), to("a")));

        List<Delivery> queued = lanes.offer(List.of(to("b"), to("a")), full -> Optional.of(to("spare")));
        assertThat(queued).extracting(Delivery::functionId).containsExactly("b", "spare");
        assertThat(lanes.offer(List.of(to("b"), to("a")), full -> Optional.of(to("a"))))
                .as("where that is full, too, nothing is queued")
                .isEmpty();
        assertThat(lanes.offer(List.of(to("b")))).as("nor is a place kept").isTrue();
    }

    @Test
    void oneThatRestsKeepsItsPlaceAndGivesUpItsTurn() throws Exception {
        Lanes lanes = lanes(new DeliveryLimits(1, 100, 1, 100));
        lanes.offer(List.of(to("a")));
        Parcel resting = started.take();
        lanes.rested(resting);
        assertThat(lanes.running()).isZero();
        assertThat(lanes.waiting()).isEqualTo(1);

        lanes.offer(List.of(to("a")));
        Parcel other = started.take();
        assertThat(lanes.offer(List.of(to("a")))).isFalse();
        lanes.returned(resting);
        assertThat(started).as("it waits for its turn").isEmpty();
        lanes.finished(other);
        assertThat(started.take()).isSameAs(resting);
        lanes.rested(resting);
        lanes.left(resting);
        assertThat(lanes.awaitEmpty(Duration.ZERO)).isTrue();
    }

    @Test
    void oneIsReplacedByAnotherEvenIfAllLanesTogetherAreFull() throws Exception {
        Lanes lanes = lanes(new DeliveryLimits(1, 1, 1, 1));
        lanes.offer(List.of(to("a"), to("a")));
        assertThat(lanes.offer(List.of(to("b")))).isFalse();
        Parcel first = started.take();
        lanes.rested(first);

        assertThat(lanes.replace(first, to("b"))).isTrue();
        assertThat(lanes.waiting() + lanes.running()).isEqualTo(2);
        lanes.finished(started.take());
        lanes.finished(started.take());
        assertThat(lanes.awaitEmpty(Duration.ZERO)).isTrue();
    }

    /** One lane has a hundred deliveries, another comes with one: it is not made to wait for the hundred. */
    @Test
    void aLaneWithMuchToDoTakesTurnsWithTheOthers() throws Exception {
        Lanes lanes = lanes(new DeliveryLimits(200, 400, 10, 2));
        for (int i = 0; i < 100; i++) {
            lanes.offer(List.of(to("busy")));
        }
        lanes.offer(List.of(to("other")));

        lanes.finished(started.take());
        lanes.finished(started.take());
        lanes.finished(started.take());

        assertThat(lanes.queues())
                .filteredOn(queue -> queue.functionId().equals("other"))
                .singleElement()
                .satisfies(queue -> assertThat(queue.waiting()).isZero());
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
    void roomThatALaneNeedsNoMoreGoesToTheNext() throws Exception {
        Lanes lanes = lanes(new DeliveryLimits(10, 100, 10, 1));
        lanes.offer(List.of(to("running")));
        lanes.offer(List.of(to("a")));
        lanes.offer(List.of(to("b")));
        for (Parcel taken : lanes.takeWaiting()) {
            if (taken.delivery().functionId().equals("a")) {
                lanes.left(taken);
            } else {
                lanes.returned(taken);
            }
        }

        lanes.finished(started.take());

        assertThat(started)
                .singleElement()
                .satisfies(parcel -> assertThat(parcel.delivery().functionId()).isEqualTo("b"));
    }

    @Test
    void deliveriesThatEndWithinTheirStartDoNotDeepenTheStack() {
        AtomicInteger ended = new AtomicInteger();
        Lanes[] self = new Lanes[1];
        self[0] = new Lanes(new DeliveryLimits(200_000, 200_000, 1, 1), gates, parcel -> {
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
        self[0] = new Lanes(new DeliveryLimits(20, 60, 4, 6), gates, parcel -> {
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
        return new Lanes(limits, gates, started::add);
    }

    private static Delivery sized(String functionId, int bytes) {
        Event event = Event.of("user.created", "text/plain", "x".repeat(bytes));
        return new Delivery(event, Subscription.async("user.created", functionId));
    }

    private static Delivery to(String functionId) {
        return new Delivery(EVENT, Subscription.async("user.created", functionId));
    }
}
