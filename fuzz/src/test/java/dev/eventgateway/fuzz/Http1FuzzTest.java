package dev.eventgateway.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.eventgateway.server.upstream.http1.FuzzedHttp1;

class Http1FuzzTest {

    @FuzzTest
    void fuzz(byte[] input) {
        FuzzedHttp1.connection(input);
    }
}
