package dev.eventgateway.server;

import static dev.eventgateway.function.RawFunction.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.function.RawFunction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/examples/Migrate.java, run as the documentation says. */
class MigrateTest {

    private static final String AWKWARD = "{\"name\":\"user.created\",\"metadata\":{\"note\":\"a \\\"]}[{\\\\ b\"}}";

    private record Outcome(int exit, String text) {}

    private static final String LAMBDA =
            "{\"functions\":[{\"space\":\"default\",\"functionId\":\"hello\",\"type\":\"awslambda\","
                    + "\"provider\":{\"arn\":\"a\",\"region\":\"r\",\"awsSecretAccessKey\":\"s3cret\"}}]}";

    private static Outcome migrate(Instance from, Instance to, String space) throws Exception {
        return migrate(url(from), to, space);
    }

    private static Outcome migrate(String from, Instance to, String space) throws Exception {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        Path.of("..", "docs", "examples", "Migrate.java").toString(),
                        from,
                        url(to),
                        space))
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), text);
    }

    private static String url(Instance instance) {
        return "http://127.0.0.1:" + instance.server().config().getPort();
    }

    private static void register(Instance instance) throws Exception {
        instance.config("POST", "/v1/spaces/default/eventtypes", AWKWARD);
        instance.subscribe("async", "user.created", "POST", "/a", "http://localhost:1/");
        instance.subscribe("sync", "http.request", "GET", "/users/:id", "http://localhost:1/");
        instance.config("POST", "/v1/spaces/default/cors", "{\"method\":\"GET\",\"path\":\"/users/:id\"}");
    }

    @Test
    void everythingOfASpaceIsCopiedAndASecondTimeChangesNothing() throws Exception {
        try (Instance from = Instance.start();
                Instance to = Instance.start()) {
            register(from);

            assertThat(migrate(from, to, "default")).isEqualTo(new Outcome(0, """
                            /v1/spaces/default/functions: 1 of 1
                            /v1/spaces/default/eventtypes: 2 of 2
                            /v1/spaces/default/subscriptions: 2 of 2
                            /v1/spaces/default/cors: 1 of 1
                            """));
            assertThat(migrate(from, to, "default").exit()).isZero();
            for (String kind : List.of("functions", "eventtypes", "subscriptions", "cors")) {
                String all = "/v1/spaces/default/" + kind;
                assertThat(to.config(all).body()).isEqualTo(from.config(all).body());
            }
        }
    }

    @Test
    void whatCannotBeCopiedIsNamedWithTheReason() throws Exception {
        try (Instance from = Instance.start();
                Instance to = Instance.start()) {
            register(from);
            to.config("POST", "/v1/spaces/owner/cors", "{\"method\":\"GET\",\"path\":\"/users/:name\"}");

            Outcome outcome = migrate(from, to, "default");

            assertThat(outcome.exit()).isEqualTo(1);
            assertThat(outcome.text())
                    .contains("/v1/spaces/default/cors GET%2Fusers%2F:id: ")
                    .contains("CORS path conflict")
                    .contains("/v1/spaces/default/cors: 0 of 1");
        }
    }

    @Test
    void theSecretsOfWhatCannotBeCopiedAreNotShown() throws Exception {
        try (RawFunction original = RawFunction.answering(answer(200, LAMBDA));
                Instance to = Instance.start()) {
            Outcome outcome = migrate(original.url(""), to, "default");

            assertThat(outcome.exit()).isEqualTo(1);
            assertThat(outcome.text())
                    .contains("/v1/spaces/default/functions hello: ")
                    .contains("expected both or neither")
                    .doesNotContain("s3cret", "provider\"");
        }
    }
}
