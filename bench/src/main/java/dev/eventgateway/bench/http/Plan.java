package dev.eventgateway.bench.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a run was asked for. Tables go to standard output, what it tells on the way to standard error. */
final class Plan {

    private final long begun = System.nanoTime();
    private final boolean quick;
    private final boolean check;
    private final List<Scenario> scenarios;

    private Plan(boolean quick, boolean check, List<Scenario> scenarios) {
        this.quick = quick;
        this.check = check;
        this.scenarios = scenarios;
    }

    /**
     * {@return what those words ask for: scenarios, all of them unless some are named, {@code --quick} and {@code --check}}
     *
     * @throws IllegalArgumentException for any other word
     */
    static Plan of(List<String> arguments) {
        List<String> words = new ArrayList<>(arguments);
        boolean check = words.remove("--check");
        boolean quick = words.remove("--quick");
        List<Scenario> all = quick ? Scenarios.USUAL.subList(0, Scenarios.QUICK) : Scenarios.USUAL;
        return new Plan(
                quick,
                check,
                words.isEmpty() ? all : words.stream().map(Plan::scenario).toList());
    }

    private static Scenario scenario(String word) {
        return Scenarios.named(word)
                .orElseThrow(() -> new IllegalArgumentException("unknown argument \"" + word
                        + "\", expected --quick, --check or one of "
                        + Scenarios.everyOne().map(Scenario::name).collect(Collectors.joining(", "))));
    }

    List<Scenario> scenarios() {
        return scenarios;
    }

    List<Scenario> scenarios(Placement placement) {
        return scenarios.stream()
                .filter(scenario -> scenario.placement() == placement)
                .toList();
    }

    /** {@return whether a goal that is not met is a failure} */
    boolean isCheck() {
        return check;
    }

    /** {@return how many runs of each contender are compared} */
    int rounds() {
        return quick ? 3 : 8;
    }

    /** {@return how many runs a contender is warmed up by at least} */
    int leastWarmUps(Scenario scenario) {
        return isWarm(scenario) ? (int) Math.ceil(scenario.warmUp().leastSeconds() * 1e3 / millis()) : 0;
    }

    /** {@return how many runs a contender may take to become steady; a JVM needs many} */
    int mostWarmUps(Scenario scenario) {
        return leastWarmUps(scenario) + (quick ? 12 : 24);
    }

    /** {@return whether the warm-up is as long as the scenario wants it: else its goals cannot be judged} */
    boolean isWarm(Scenario scenario) {
        return !quick || scenario.warmUp().leastSeconds() == 0;
    }

    /** {@return how many subscriptions a configuration that changes has} */
    int subscriptions() {
        return quick ? 10_000 : 50_000;
    }

    /** {@return how long a run is} */
    int millis() {
        return quick ? 1_500 : 5_000;
    }

    void say(String format, Object... values) {
        long seconds = (System.nanoTime() - begun) / 1_000_000_000;
        System.err.printf(Locale.ROOT, "%4d s  %s%n", seconds, String.format(Locale.ROOT, format, values));
    }
}
