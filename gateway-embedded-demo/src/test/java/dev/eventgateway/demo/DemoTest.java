package dev.eventgateway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DemoTest {

    @Test
    void theFirstEngineFollowsAChangeMadeThroughTheSecond() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        new Demo(new PrintStream(printed, true, StandardCharsets.UTF_8)).run();

        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "A function written in Java answers: Hello, Ada, says first",
                        "Reconfigured through the second engine, the first one answers: HELLO, Ada! SAYS first");
    }
}
