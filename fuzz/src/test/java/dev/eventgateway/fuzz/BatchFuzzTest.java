package dev.eventgateway.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.eventgateway.event.FuzzedEvents;

class BatchFuzzTest {

    @FuzzTest
    void fuzz(byte[] input) {
        FuzzedEvents.batch(input);
    }
}
