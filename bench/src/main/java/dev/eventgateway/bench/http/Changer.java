package dev.eventgateway.bench.http;

import java.io.IOException;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Changes subscriptions of two gateways that share a store, whatever it takes them: creates one, pauses one, deletes one, in turn, each
 * time at the other gateway; and looks when the change is live at both.
 */
final class Changer {

    static final int PER_SECOND = 50;

    /** More changes at a time than that wait, and are missing at the end of the run. */
    private static final int AT_A_TIME = 64;

    private static final int OK = 200;
    private static final int PAUSED = 503;
    private static final int NOT_FOUND = 404;
    private static final int KINDS = 3;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final Pattern ID = Pattern.compile("\"subscriptionId\": *\"([^\"]+)\"");

    private final List<Gateway> gateways;
    private final HttpClient client = HttpClient.newHttpClient();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(Changer::thread);
    private final ExecutorService hands = Executors.newFixedThreadPool(AT_A_TIME, Changer::thread);
    private final AtomicInteger paths = new AtomicInteger();

    /** Those that are live, and those that are paused, at both. */
    private final Queue<Subscription> created = new ConcurrentLinkedQueue<>();

    private final Queue<Subscription> paused = new ConcurrentLinkedQueue<>();

    private final List<Future<Change>> begun = new ArrayList<>();
    private Optional<Future<?>> ticking = Optional.empty();
    private long began;
    private int ticks;

    Changer(Gateway one, Gateway other) {
        gateways = List.of(one, other);
    }

    /** Changes from now on. */
    void begin() {
        // One that was being begun when the last run ended belongs to no run.
        taken();
        began = System.nanoTime();
        long period = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
        ticking = Optional.of(clock.scheduleAtFixedRate(this::tick, 0, period, TimeUnit.NANOSECONDS));
    }

    /**
     * Changes nothing any more.
     *
     * @return what was changed, once all of it is live
     * @throws IOException if something could not be changed, or never became live
     */
    Changes end() throws IOException, InterruptedException {
        ticking.ifPresent(future -> future.cancel(false));
        List<Future<Change>> all = taken();
        double seconds = (System.nanoTime() - began) / 1e9;
        long inTime = all.stream().filter(Future::isDone).count();
        List<Change> changes = new ArrayList<>();
        for (Future<Change> each : all) {
            changes.add(result(each));
        }
        return new Changes(changes, inTime / seconds);
    }

    private synchronized void tick() {
        int number = ticks++;
        begun.add(hands.submit(() -> change(number)));
    }

    private synchronized List<Future<Change>> taken() {
        List<Future<Change>> all = List.copyOf(begun);
        begun.clear();
        return all;
    }

    private Change change(int number) throws IOException, InterruptedException {
        Gateway here = gateways.get(number % 2);
        Gateway elsewhere = gateways.get((number + 1) % 2);
        return switch (number % KINDS) {
            case 1 -> changeOne(created, here, elsewhere, this::pause);
            case 2 -> changeOne(paused, here, elsewhere, this::delete);
            default -> create(here, elsewhere);
        };
    }

    /** Creates one instead while there is none to change: at the beginning. */
    private Change changeOne(Queue<Subscription> which, Gateway here, Gateway elsewhere, Kind kind)
            throws IOException, InterruptedException {
        Subscription subscription = which.poll();
        return subscription == null ? create(here, elsewhere) : kind.change(subscription, here, elsewhere);
    }

    private Change create(Gateway here, Gateway elsewhere) throws IOException, InterruptedException {
        String path = "/changing/" + paths.incrementAndGet();
        long sent = System.nanoTime();
        String answer = here.configuration().create(Gateway.SUBSCRIPTIONS, Gateway.requestsTo(path, ""));
        Change change = look(path, OK, sent, here, elsewhere);
        created.add(new Subscription(id(answer), path));
        return change;
    }

    private Change pause(Subscription one, Gateway here, Gateway elsewhere) throws IOException, InterruptedException {
        String document = Gateway.requestsTo(one.path(), ",\"paused\":true");
        long sent = System.nanoTime();
        here.configuration().replace(Gateway.SUBSCRIPTIONS, one.id(), document);
        Change change = look(one.path(), PAUSED, sent, here, elsewhere);
        paused.add(one);
        return change;
    }

    private Change delete(Subscription one, Gateway here, Gateway elsewhere) throws IOException, InterruptedException {
        long sent = System.nanoTime();
        here.configuration().delete(Gateway.SUBSCRIPTIONS, one.id());
        return look(one.path(), NOT_FOUND, sent, here, elsewhere);
    }

    /** Asks both at once. The next look waits for the slower answer: that is in the error. */
    private Change look(String path, int wanted, long sent, Gateway here, Gateway elsewhere)
            throws InterruptedException {
        long changed = System.nanoTime();
        Probe own = new Probe(client, here.address(), path, wanted, changed);
        Probe there = new Probe(client, elsewhere.address(), path, wanted, changed);
        while (true) {
            long begin = System.nanoTime();
            CompletableFuture.allOf(own.look(), there.look()).join();
            if (own.isOver() && there.isOver()) {
                return new Change(changed - sent, own.live(), there.live());
            }
            TimeUnit.NANOSECONDS.sleep(LOOK_NANOS - (System.nanoTime() - begin));
        }
    }

    private static String id(String answer) throws IOException {
        Matcher id = ID.matcher(answer);
        if (!id.find()) {
            throw new IOException("no id in " + answer);
        }
        return id.group(1);
    }

    private static Change result(Future<Change> each) throws IOException, InterruptedException {
        try {
            return each.get();
        } catch (ExecutionException failed) {
            throw new IOException("a change failed: " + failed.getMessage(), failed);
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "changes");
        thread.setDaemon(true);
        return thread;
    }

    private record Subscription(String id, String path) {}

    /** How one is changed. */
    private interface Kind {
        Change change(Subscription one, Gateway here, Gateway elsewhere) throws IOException, InterruptedException;
    }
}
