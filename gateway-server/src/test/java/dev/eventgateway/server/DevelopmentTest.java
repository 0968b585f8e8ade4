package dev.eventgateway.server;

import static dev.eventgateway.function.RawFunction.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.function.RawFunction;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevelopmentTest {

    @Test
    void whatWasRegisteredIsThereAfterARestart(@TempDir Path directory) throws Exception {
        String[] flags = {"--dev", "--embed-data-dir=" + directory};
        try (RawFunction function = RawFunction.answering(answer(200, "{\"body\":\"hi\"}"))) {
            try (Instance instance = Instance.start(flags)) {
                instance.subscribe("sync", "http.request", "GET", "/hi", function.url("/"));
                assertThat(instance.events("GET", "/hi", "").body()).isEqualTo("hi");
            }
            try (Instance instance = Instance.start(flags)) {
                assertThat(instance.events("GET", "/hi", "").body()).isEqualTo("hi");
            }
        }
    }
}
