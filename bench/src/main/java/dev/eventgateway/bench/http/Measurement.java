package dev.eventgateway.bench.http;

import dev.eventgateway.bench.http.Contender.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One scenario: each contender is warmed up, then they take turns. */
final class Measurement {

    private static final double AGREEMENT = 0.1;
    private static final int AGREEMENTS = 2;
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_MILLIS = 20;

    private final Plan plan;
    private final House house;
    private final Scenario scenario;
    private final List<Load> loads = new ArrayList<>();
    private final Map<Kind, List<Sample>> samples = new EnumMap<>(Kind.class);

    Measurement(Plan plan, Children children, House house, Scenario scenario) throws IOException, InterruptedException {
        this.plan = plan;
        this.house = house;
        this.scenario = scenario;
        for (Kind kind : scenario.contenders()) {
            loads.add(new Load(children, scenario, house.contender(kind)));
        }
    }

    Comparison run() throws IOException, InterruptedException {
        for (Load load : loads) {
            warmUp(load);
        }
        List<Load> order = new ArrayList<>(loads);
        for (int round = 1; round <= plan.rounds(); round++) {
            for (Load load : order) {
                Sample sample = sample(load, false);
                samples.computeIfAbsent(load.contender().kind(), kind -> new ArrayList<>())
                        .add(sample);
                tell("round " + round, load, sample);
            }
            Collections.reverse(order);
        }
        return new Comparison(scenario, plan.isWarm(scenario), samples);
    }

    /**
     * Until a run costs as much as the one before, twice in a row: a JVM may seem steady once on its way down. How fast a run is
     * depends on others, too.
     */
    private void warmUp(Load load) throws IOException, InterruptedException {
        double before = 0;
        int agreed = 0;
        int least = plan.leastWarmUps(scenario);
        for (int i = 1; i <= plan.mostWarmUps(scenario) && (i <= least || agreed < AGREEMENTS); i++) {
            Sample sample = sample(load, scenario.warmUp().hurried());
            tell("warm-up " + i, load, sample);
            double now = sample.cpuMicros();
            agreed = Math.abs(now - before) <= AGREEMENT * now ? agreed + 1 : 0;
            before = now;
        }
        if (agreed < AGREEMENTS) {
            plan.say(
                    "%s: %s did not become steady",
                    scenario.name(), load.contender().kind());
        }
    }

    private Sample sample(Load load, boolean hurried) throws IOException, InterruptedException {
        ProcessHandle process = load.contender().process();
        long deliveredBefore = house.delivered();
        Usage before = Usage.of(process);
        long machine = Usage.ofTheMachine();
        long own = Usage.of(ProcessHandle.current()).cpuMicros();
        long begin = System.nanoTime();
        Optional<Changer> changer = house.changer(load.contender().kind());
        changer.ifPresent(Changer::begin);
        load.run(plan.millis(), hurried);
        Changes changes = changer.isPresent() ? changer.get().end() : Changes.NONE;
        // The looks at the counter cost the function a little, and nobody else.
        long deliveries = scenario.isAsync() ? drain(load, deliveredBefore) : 0;
        double seconds = (System.nanoTime() - begin) / 1e9;
        Usage after = Usage.of(process);
        double others = (Usage.ofTheMachine()
                        - machine
                        - (Usage.of(ProcessHandle.current()).cpuMicros() - own))
                / 1e6
                / seconds;
        Usage used = new Usage(after.cpuMicros() - before.cpuMicros(), after.residentBytes());
        Answers answers = load.answers();
        load.adapt(answers.count() / seconds, plan.millis());
        return scenario.isAsync()
                ? new Sample(answers, deliveries, seconds, used, others, changes)
                : new Sample(answers, answers.count(), answers.seconds(), used, others, changes);
    }

    /** {@return how often the function was called, once it got each accepted event as often as it should} */
    private long drain(Load load, long before) throws IOException, InterruptedException {
        long expected =
                load.answers().good() * scenario.deliveries(load.contender().kind());
        long end = System.nanoTime() + DRAIN_NANOS;
        long delivered = house.delivered() - before;
        while (delivered < expected && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            delivered = house.delivered() - before;
        }
        if (delivered != expected) {
            throw new IllegalStateException(scenario.name() + ": " + expected + " deliveries were owed by "
                    + load.contender().kind() + ", " + delivered + " arrived");
        }
        return delivered;
    }

    private void tell(String when, Load load, Sample sample) {
        StringBuilder text = new StringBuilder();
        List<Figure> figures = Stream.of(
                        Figure.OF_REQUESTS,
                        load.contender().kind().isChanging() ? Figure.OF_CHANGES : List.<Figure>of())
                .flatMap(List::stream)
                .toList();
        for (Figure figure : figures) {
            text.append(", ").append(figure.title()).append(' ').append(figure.text(figure.of(sample)));
        }
        plan.say(
                "%s, %s, %s%s, others %.2f cores %s",
                scenario.name(), when, load.contender().kind(), text, sample.othersCores(), sample.notes());
    }
}
