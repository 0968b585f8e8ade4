package dev.eventgateway.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.eventgateway.server.upstream.http2.FuzzedHttp2;

class Http2FuzzTest {

    @FuzzTest
    void fuzz(byte[] input) {
        FuzzedHttp2.connection(input);
    }
}
