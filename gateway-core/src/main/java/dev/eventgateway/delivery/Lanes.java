package dev.eventgateway.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A lane for each function, made when first needed, and what bounds them together. */
final class Lanes {

    private final DeliveryLimits limits;
    private final Consumer<Parcel> deliver;
    private final RunningTotal running;
    private final Outstanding places = new Outstanding();
    private final Map<Name, Lane> lanes = new ConcurrentHashMap<>();

    private record Name(String space, String functionId) {
        static Name of(Delivery delivery) {
            return new Name(delivery.space(), delivery.functionId());
        }
    }

    /**
     * @param deliver starts a delivery without blocking and calls {@link #finished} or {@link #rested} once
     */
    Lanes(DeliveryLimits limits, Consumer<Parcel> deliver) {
        this.limits = limits;
        this.deliver = deliver;
        this.running = new RunningTotal(limits.runningInAll());
    }

    /**
     * Queues all of {@code deliveries} or none.
     *
     * @return whether they are queued
     */
    boolean offer(List<Delivery> deliveries) {
        if (places.add(deliveries.size()) > limits.waitingInAll() + limits.runningInAll()) {
            places.add(-deliveries.size());
            return false;
        }
        List<Lane> reserved = reserve(deliveries);
        if (reserved.size() < deliveries.size()) {
            reserved.forEach(Lane::giveBack);
            places.add(-deliveries.size());
            return false;
        }
        long now = System.nanoTime();
        for (int i = 0; i < reserved.size(); i++) {
            Lane lane = reserved.get(i);
            lane.add(new Parcel(deliveries.get(i), lane, now));
        }
        return true;
    }

    /** {@return a lane with a reserved place for each delivery, up to the first that finds its lane full} */
    private List<Lane> reserve(List<Delivery> deliveries) {
        List<Lane> reserved = new ArrayList<>(deliveries.size());
        for (Delivery delivery : deliveries) {
            Lane lane = reserve(Name.of(delivery));
            if (lane == null) {
                return reserved;
            }
            reserved.add(lane);
        }
        return reserved;
    }

    private @Nullable Lane reserve(Name name) {
        while (true) {
            Lane lane = lanes.computeIfAbsent(name, unused -> newLane());
            Lane.Place place = lane.reserve();
            if (place == Lane.Place.TAKEN) {
                return lane;
            }
            if (place == Lane.Place.FULL) {
                return null;
            }
            lanes.remove(name, lane);
        }
    }

    private Lane newLane() {
        return new Lane(limits.waitingPerFunction(), limits.runningPerFunction(), running, deliver);
    }

    /** A delivery that was started has ended. */
    void finished(Parcel parcel) {
        parcel.lane().finished();
        places.done();
    }

    /** A delivery that was started waits for something else than its turn. */
    void rested(Parcel parcel) {
        parcel.lane().rested();
    }

    /** A delivery that rested waits for its turn again. */
    void returned(Parcel parcel) {
        parcel.waits();
        parcel.lane().add(parcel);
    }

    /** A delivery that rested, or was taken out, has ended. */
    void left(Parcel parcel) {
        parcel.lane().giveBack();
        places.done();
    }

    /**
     * Makes another delivery of one that rested, or was taken out. All lanes together have no more to hold by that.
     *
     * @return whether the lane of the other one has a place for it; if not, nothing has changed
     */
    boolean replace(Parcel parcel, Delivery by) {
        Lane lane = reserve(Name.of(by));
        if (lane == null) {
            return false;
        }
        lane.add(new Parcel(by, lane, System.nanoTime()));
        parcel.lane().giveBack();
        return true;
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
