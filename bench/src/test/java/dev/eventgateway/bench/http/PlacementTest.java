package dev.eventgateway.bench.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlacementTest {

    private static final List<String> COMMAND = List.of("h2load", "--h1");
    private static final List<String> STATUS = List.of("cat", "/proc/self/status");

    @Test
    void whereAllIsSharedACommandStaysAsItIs() throws Exception {
        Cores cores = Cores.of(Placement.SHARED);

        assertThat(cores.forContender(COMMAND)).isEqualTo(COMMAND);
        assertThat(cores.forOther(COMMAND)).isEqualTo(COMMAND);
    }

    @Test
    void contendersHaveOneCoreAndAllElseHasTheOthers() throws IOException {
        Cores cores = Cores.apart(List.of(2, 5, 6));

        assertThat(cores.forContender(COMMAND)).containsExactly("taskset", "-c", "6", "h2load", "--h1");
        assertThat(cores.forOther(COMMAND)).containsExactly("taskset", "-c", "2,5", "h2load", "--h1");
    }

    @Test
    void aSingleCoreIsTooFew() {
        assertThatThrownBy(() -> Cores.apart(List.of(3)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a core of its own")
                .hasMessageContaining("two are needed")
                .hasMessageContaining("may use 1");
    }

    @Test
    void theCoresThatTasksetTellsOfAreRead() throws IOException {
        assertThat(Cores.listed("pid 17's current affinity list: 0\n")).containsExactly(0);
        assertThat(Cores.listed("pid 17's current affinity list: 1,3-5,12")).containsExactly(1, 3, 4, 5, 12);
        assertThatThrownBy(() -> Cores.listed("taskset: failed to get pid 17's affinity: No such process"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No such process");
    }

    @Test
    void whatIsStartedHasTheCoresOfItsPlacement() throws Exception {
        if (!hasTaskset() || Runtime.getRuntime().availableProcessors() < 2) {
            assertThatThrownBy(() -> Cores.of(Placement.OWN_CORE))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("a core of its own");
            return;
        }
        try (Children children = new Children(Cores.of(Placement.OWN_CORE))) {
            Process contender = children.startContender("contender", STATUS);
            Process other = children.start("other", STATUS);
            contender.waitFor();
            other.waitFor();

            List<Integer> others = coresIn(children.logged("other"));
            assertThat(others).isNotEmpty();
            assertThat(coresIn(children.logged("contender"))).hasSize(1).doesNotContainAnyElementsOf(others);
        }
    }

    private static List<Integer> coresIn(String status) throws IOException {
        String start = "Cpus_allowed_list:";
        return Cores.listed(status.lines()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElseThrow());
    }

    private static boolean hasTaskset() throws InterruptedException {
        try {
            return new ProcessBuilder("taskset", "-p", "1")
                            .redirectErrorStream(true)
                            .start()
                            .waitFor()
                    >= 0;
        } catch (IOException missing) {
            return false;
        }
    }

    @Test
    void springCoreIsSpringInAnotherPlace() {
        Scenario shared = Scenarios.named("spring").orElseThrow();
        Scenario apart = Scenarios.named("spring-core").orElseThrow();

        assertThat(shared.placement()).isEqualTo(Placement.SHARED);
        assertThat(apart.placement()).isEqualTo(Placement.OWN_CORE);
        assertThat(apart)
                .usingRecursiveComparison()
                .ignoringFields("name", "placement")
                .isEqualTo(shared);
    }

    @Test
    void scenariosKeepTheirOrderWithinAPlacement() {
        Plan plan = Plan.of(List.of("spring-core", "event", "proxy"));

        assertThat(plan.scenarios(Placement.SHARED)).extracting(Scenario::name).containsExactly("event", "proxy");
        assertThat(plan.scenarios(Placement.OWN_CORE))
                .extracting(Scenario::name)
                .containsExactly("spring-core");
    }
}
