package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StoreTrainingTest {

    /** Else the archive of classes would lack what a start needs, and nobody would see it. */
    @Test
    void theClientsOfStoresFindWhatStandsInForThem() throws Exception {
        assertThat(StoreTraining.run()).isTrue();
    }
}
