package dev.eventgateway.bench.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.eventgateway.bench.http.Contender.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {

    private static final double QUIET = 0.1;
    private static final double NOISY = 0.8;

    @TempDir
    Path folder;

    @Test
    void eachAnswerOfTheLogIsCounted() throws IOException {
        Answers answers = answers("1000000\t200\t500\n1000100\t503\t900\n2000000\t202\t1000\n");

        assertThat(answers.count()).isEqualTo(3);
        assertThat(answers.good()).isEqualTo(2);
        assertThat(answers.refused()).isEqualTo(1);
        assertThat(answers.seconds()).isEqualTo(1.001, within(1e-9));
        assertThat(answers.micros(0.5)).isEqualTo(900);
        assertThat(answers.micros(0.99)).isEqualTo(1000);
    }

    @Test
    void disturbedPairsAreLeftOut() throws IOException {
        Pairs pairs = new Pairs(List.of(
                new Pairs.Pair(sample(100, QUIET), sample(50, QUIET)),
                new Pairs.Pair(sample(100, NOISY), sample(10, QUIET)),
                new Pairs.Pair(sample(100, QUIET), sample(20, NOISY))));

        assertThat(pairs.ratio(Figure.RATE).asRatio()).isEqualTo("0.50x [0.50-0.50]");
        assertThat(pairs.notes()).isEqualTo("3 pairs, 2 disturbed");
    }

    @Test
    void aGoalIsMetMissedOrUndecided() throws IOException {
        assertThat(verdict(sample(90, QUIET))).isEqualTo("met");
        assertThat(verdict(sample(70, QUIET))).isEqualTo("missed");
        assertThat(verdict(sample(90, NOISY))).isEqualTo("undecided (disturbed)");
    }

    @Test
    void aGoalIsUndecidedAfterAWarmUpThatWasTooShort() throws IOException {
        assertThat(verdict(sample(90, QUIET), false)).isEqualTo("undecided (not warmed up)");
    }

    @Test
    void aQuickLookDoesNotWarmUpForMinutes() {
        Plan quick = Plan.of(List.of("--quick", "spring"));
        Plan full = Plan.of(List.of("spring", "proxy"));
        Scenario spring = full.scenarios().get(0);
        Scenario proxy = full.scenarios().get(1);

        assertThat(quick.isWarm(spring)).isFalse();
        assertThat(quick.isWarm(proxy)).isTrue();
        assertThat(full.isWarm(spring)).isTrue();
        assertThat(full.leastWarmUps(spring) * full.millis()).isEqualTo(180_000);
        assertThat(full.leastWarmUps(proxy)).isZero();
        assertThat(full.mostWarmUps(spring)).isGreaterThan(full.leastWarmUps(spring));
    }

    @Test
    void bodiesAreAsLargeAsTheyShouldBe() {
        assertThat(Plan.of(List.of("200B", "10kB", "1MB")).scenarios())
                .extracting(scenario -> scenario.body().length())
                .containsExactly(200, 10_000, 1_000_000);
    }

    @Test
    void anUnknownScenarioIsNamedBesideThoseThatThereAre() {
        assertThatThrownBy(() -> Plan.of(List.of("--quick", "proxi")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"proxi\"")
                .hasMessageContaining("proxy, event");
    }

    private String verdict(Sample own) throws IOException {
        return verdict(own, true);
    }

    private String verdict(Sample own, boolean warm) throws IOException {
        Scenario scenario = Plan.of(List.of("slow")).scenarios().get(0);
        Map<Kind, List<Sample>> samples = Map.of(Kind.NGINX, List.of(sample(100, QUIET)), Kind.GATEWAY, List.of(own));
        return new Comparison(scenario, warm, samples).verdicts().get(0).word();
    }

    private Sample sample(long deliveries, double others) throws IOException {
        return new Sample(answers("1000000\t200\t500\n"), deliveries, 1, new Usage(1, 1), others, Changes.NONE);
    }

    private Answers answers(String log) throws IOException {
        return Answers.read(Files.writeString(folder.resolve("answers.log"), log));
    }
}
