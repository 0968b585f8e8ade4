package dev.eventgateway.server.upstream.http1;

import dev.eventgateway.FuzzSeeds;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FuzzSeedsTest {

    @Test
    void whateverAServerSaysEndsWell() throws IOException {
        FuzzSeeds.tryAll("Http1", FuzzedHttp1::connection);
    }
}
