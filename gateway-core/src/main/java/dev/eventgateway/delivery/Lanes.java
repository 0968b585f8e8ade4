package dev.eventgateway.delivery;

import dev.eventgateway.function.FunctionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A lane for each function, made when first needed, and what bounds them together. */
final class Lanes {

    private final DeliveryLimits limits;
    private final Gates gates;
    private final Consumer<Parcel> deliver;
    private final RunningTotal running;
    private final Outstanding places = new Outstanding();
    private final AtomicLong bytes = new AtomicLong();
    private final Map<Name, Lane> lanes = new ConcurrentHashMap<>();

    private record Name(String space, String functionId) {
        static Name of(Delivery delivery) {
            return new Name(delivery.space(), delivery.functionId());
        }
    }

    /**
     * @param gates say when a function may be called
     * @param deliver starts a delivery without blocking and calls {@link #finished} or {@link #rested} once
     */
    Lanes(DeliveryLimits limits, Gates gates, Consumer<Parcel> deliver) {
        this.limits = limits;
        this.gates = gates;
        this.deliver = deliver;
        this.running = new RunningTotal(limits.runningInAll());
    }

    /** {@return whether all of {@code deliveries} are queued; else none is} */
    boolean offer(List<Delivery> deliveries) {
        return !offer(deliveries, unused -> Optional.empty()).isEmpty();
    }

    /**
     * Queues all of {@code deliveries} or none.
     *
     * @param otherwise what is queued in place of a delivery whose lane is full, if anything
     * @return what is queued; empty if a lane, or all of them together, are full
     */
    List<Delivery> offer(List<Delivery> deliveries, Function<Delivery, Optional<Delivery>> otherwise) {
        long size = Delivery.sizeOf(deliveries);
        if (!hasRoom(deliveries.size(), size)) {
            leave(deliveries.size(), size);
            return List.of();
        }
        List<Parcel> parcels = reserve(deliveries, otherwise);
        if (parcels.size() < deliveries.size()) {
            parcels.forEach(parcel -> parcel.lane().giveBack(parcel.size()));
            leave(deliveries.size(), size);
            return List.of();
        }
        List<Delivery> queued = parcels.stream().map(Parcel::delivery).toList();
        bytes.addAndGet(Delivery.sizeOf(queued) - size);
        parcels.forEach(parcel -> parcel.lane().add(parcel));
        return queued;
    }

    /** {@return which of these has most others before it, if these are many and their turns come} */
    OptionalInt mostCrowded(List<Delivery> deliveries) {
        OptionalInt most = OptionalInt.empty();
        int crowd = 0;
        for (int i = 0; i < deliveries.size(); i++) {
            Lane lane = lanes.get(Name.of(deliveries.get(i)));
            int before = lane == null ? 0 : lane.crowd();
            // Of several in one lane, the last one has its turn last.
            if (before > 0 && before >= crowd) {
                crowd = before;
                most = OptionalInt.of(i);
            }
        }
        return most;
    }

    /** {@return whether so many deliveries find places together once everything else is gone} */
    boolean canHold(int count) {
        return count <= mostPlaces();
    }

    private int mostPlaces() {
        return limits.waitingInAll() + limits.runningInAll();
    }

    private boolean hasRoom(int count, long size) {
        long held = bytes.addAndGet(size);
        return places.add(count) <= mostPlaces() && (held <= limits.bytesInAll() || held == size);
    }

    private void leave(int count, long size) {
        bytes.addAndGet(-size);
        places.add(-count);
    }

    /** {@return for each delivery, up to the first whose lane is full, what is to be queued for it, with a reserved place} */
    private List<Parcel> reserve(List<Delivery> deliveries, Function<Delivery, Optional<Delivery>> otherwise) {
        long now = System.nanoTime();
        List<Parcel> parcels = new ArrayList<>(deliveries.size());
        for (Delivery delivery : deliveries) {
            Optional<Parcel> parcel = reserve(delivery, now, parcels)
                    .or(() -> otherwise.apply(delivery).flatMap(other -> reserve(other, now, parcels)));
            if (parcel.isEmpty()) {
                return parcels;
            }
            parcels.add(parcel.get());
        }
        return parcels;
    }

    /**
     * @param together what has a place already and is offered together with it
     */
    private Optional<Parcel> reserve(Delivery delivery, long now, List<Parcel> together) {
        Lane lane = reserve(Name.of(delivery), delivery.size(), together);
        return lane == null ? Optional.empty() : Optional.of(new Parcel(delivery, lane, now));
    }

    private @Nullable Lane reserve(Name name, long size, List<Parcel> together) {
        while (true) {
            Lane lane = lanes.computeIfAbsent(name, this::newLane);
            Lane.Place place = lane.reserve(size, 0);
            if (place == Lane.Place.FULL && !together.isEmpty()) {
                place = lane.reserve(size, placesIn(lane, together));
            }
            if (place == Lane.Place.TAKEN) {
                return lane;
            }
            if (place == Lane.Place.FULL) {
                return null;
            }
            lanes.remove(name, lane);
        }
    }

    private static int placesIn(Lane lane, List<Parcel> parcels) {
        return (int) parcels.stream().filter(parcel -> parcel.lane() == lane).count();
    }

    private Lane newLane(Name name) {
        return new Lane(limits, running, gates.of(name.space(), name.functionId()), deliver);
    }

    /** A delivery that was started has ended. */
    void finished(Parcel parcel) {
        parcel.lane().finished(parcel);
        leave(1, parcel.size());
    }

    /** A delivery that was started waits for something else than its turn. */
    void rested(Parcel parcel) {
        parcel.lane().rested(parcel);
    }

    /** A delivery that rested has failed: what went wrong is kept with it, and takes memory as well. */
    void failed(Parcel parcel, FunctionException failure) {
        long before = parcel.size();
        parcel.failed(failure);
        long more = parcel.size() - before;
        parcel.lane().grow(more);
        bytes.addAndGet(more);
    }

    /** A delivery that rested waits for its turn again. */
    void returned(Parcel parcel) {
        parcel.waits();
        parcel.lane().add(parcel);
    }

    /** A delivery that rested, or was taken out, has ended. */
    void left(Parcel parcel) {
        parcel.lane().giveBack(parcel.size());
        leave(1, parcel.size());
    }

    /**
     * Makes another delivery of one that rested, or was taken out. It is queued even if all lanes together are full, as nothing comes on top.
     *
     * @return whether the lane of the other one has a place for it; if not, nothing has changed
     */
    boolean replace(Parcel parcel, Delivery by) {
        Optional<Parcel> next = reserve(by, System.nanoTime(), List.of());
        next.ifPresent(other -> {
            bytes.addAndGet(other.size() - parcel.size());
            parcel.lane().giveBack(parcel.size());
            other.lane().add(other);
        });
        return next.isPresent();
    }

    /** Takes lanes that are empty and not {@code wanted} out of service. */
    void retain(BiPredicate<String, String> wanted) {
        lanes.entrySet()
                .removeIf(each ->
                        !wanted.test(each.getKey().space(), each.getKey().functionId())
                                && each.getValue().retire());
    }

    /** {@return what was waiting; it is taken out, and keeps its places until it has {@linkplain #left left}} */
    List<Parcel> takeWaiting() {
        List<Parcel> taken = new ArrayList<>();
        lanes.values().forEach(lane -> taken.addAll(lane.takeWaiting()));
        return taken;
    }

    boolean awaitEmpty(Duration atMost) {
        return places.await(atMost);
    }

    List<FunctionQueue> queues() {
        return lanes.entrySet().stream()
                .map(each -> queue(each.getKey(), each.getValue()))
                .toList();
    }

    private static FunctionQueue queue(Name name, Lane lane) {
        int running = Math.max(0, lane.running());
        return new FunctionQueue(name.space(), name.functionId(), Math.max(0, lane.places() - running), running);
    }

    int waiting() {
        return Math.max(0, places.count() - running.running());
    }

    int running() {
        return running.running();
    }
}
