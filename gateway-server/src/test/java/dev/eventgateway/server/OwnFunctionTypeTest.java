package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/functions.md: the gateway, started as it is written there, has the type of function that was built as it is written there. */
class OwnFunctionTypeTest {

    private static final String JAVA = "java -cp event-gateway.jar:ntfy.jar dev.eventgateway.server.Main ";

    @TempDir
    private Path folder;

    @Test
    void aJarOnTheClassPathBringsItsTypeOfFunction() throws Exception {
        DocumentedBuild.of("functions.md", folder);
        String start = DocumentedBuild.start("functions.md");
        assertThat(start).startsWith(JAVA);
        try (GatewayProcess gateway = GatewayProcess.startFrom(
                folder + "/event-gateway.jar:" + folder + "/ntfy.jar",
                start.substring(JAVA.length()),
                "--embed-data-dir=" + folder.resolve("data"))) {
            String refused = Instance.send(
                            gateway.config(),
                            "POST",
                            "/v1/spaces/default/functions",
                            "{\"functionId\":\"phone\",\"type\":\"ntfy\",\"provider\":{\"url\":\"x\"}}")
                    .body();
            assertThat(refused).contains("provider field \\\"url\\\": expected the address of a topic");
        }
    }
}
