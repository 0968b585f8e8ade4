package dev.eventgateway.bench.stores;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenciesTest {

    @Test
    void aPercentileIsTheLeastThatSoManyDidNotExceed() {
        Latencies thousand = new Latencies();
        for (int i = 1_000; i >= 1; i--) {
            thousand.add(i);
        }

        assertThat(thousand.percentile(50)).isEqualTo(500);
        assertThat(thousand.percentile(99)).isEqualTo(990);
        assertThat(thousand.percentile(100)).isEqualTo(1_000);
    }

    @Test
    void ofFewTheLongestIsThePercentile() {
        Latencies few = new Latencies();
        few.add(7);
        few.add(3);

        assertThat(few.percentile(50)).isEqualTo(3);
        assertThat(few.percentile(99)).isEqualTo(7);
    }
}
