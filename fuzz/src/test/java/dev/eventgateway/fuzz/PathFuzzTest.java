package dev.eventgateway.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.eventgateway.routing.FuzzedPaths;

class PathFuzzTest {

    @FuzzTest
    void fuzz(byte[] input) {
        FuzzedPaths.match(input);
    }
}
