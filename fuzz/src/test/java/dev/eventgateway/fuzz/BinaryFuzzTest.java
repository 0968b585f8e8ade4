package dev.eventgateway.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.eventgateway.event.FuzzedEvents;

class BinaryFuzzTest {

    @FuzzTest
    void fuzz(byte[] input) {
        FuzzedEvents.binary(input);
    }
}
