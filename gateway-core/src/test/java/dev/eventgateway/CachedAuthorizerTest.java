package dev.eventgateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayReply;
import dev.eventgateway.function.JavaFunction;
import dev.eventgateway.routing.AuthorizerCache;
import dev.eventgateway.routing.EventType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** How long a decision of an authorizer counts. */
class CachedAuthorizerTest {

    private static final JavaFunction ANSWER = event -> GatewayReply.of(200, "text/plain", "answer");

    @Test
    void aDecisionIsTakenForKnownByTheHeadersThatTheEventTypeNamesUntilFunctionOrEventTypeChange() throws Exception {
        try (Scene scene = new Scene(Map.of(
                "f",
                ANSWER,
                "auth",
                event -> event.text().contains("good") ? Scene.principal("ada") : Scene.ok("{}")))) {
            scene.function("default", "f").function("default", "auth");
            AuthorizerCache cache = new AuthorizerCache("1h", List.of("Authorization"));
            scene.guarded("default", "user.created", "auth", cache).sync("default", "user.created", "f");

            assertStatuses(scene, 200, 403);
            assertStatuses(scene, 200, 403);
            assertThat(scene.seen("auth")).hasSize(2);

            scene.touch("default", "auth");
            assertStatuses(scene, 200, 403);
            assertThat(scene.seen("auth")).hasSize(4);

            scene.gateway()
                    .eventTypes()
                    .update(new EventType(
                            "default", "user.created", Optional.of("auth"), Optional.of(cache), Map.of("a", "b")));
            assertStatuses(scene, 200, 403);
            assertThat(scene.seen("auth")).hasSize(6);
        }
    }

    private static void assertStatuses(Scene scene, int good, int bad) throws Exception {
        String[] type = {"Event", "user.created", "Authorization", "good"};
        assertThat(scene.post("", type).status()).isEqualTo(good);
        type[3] = "bad";
        assertThat(scene.post("", type).status()).isEqualTo(bad);
    }

    @Test
    void withoutACacheTheAuthorizerIsAskedForEachEvent() throws Exception {
        try (Scene scene = new Scene(Map.of("f", ANSWER, "auth", event -> Scene.principal("ada")))) {
            scene.function("default", "f").function("default", "auth");
            scene.guarded("default", "user.created", "auth").sync("default", "user.created", "f");

            assertStatuses(scene, 200, 200);
            assertStatuses(scene, 200, 200);

            assertThat(scene.seen("auth")).hasSize(4);
        }
    }

    @Test
    void thatAnAuthorizerFailedIsForgottenAtOnce() throws Exception {
        AtomicBoolean well = new AtomicBoolean();
        try (Scene scene = new Scene(Map.of("f", ANSWER, "auth", event -> {
            if (well.get()) {
                return Scene.principal("ada");
            }
            throw new IllegalStateException("not well");
        }))) {
            scene.function("default", "f").function("default", "auth");
            scene.guarded("default", "user.created", "auth", new AuthorizerCache("1h", List.of("Authorization")));
            scene.sync("default", "user.created", "f");

            assertThat(scene.emit(Event.of("user.created")).status()).isEqualTo(403);
            well.set(true);

            assertThat(scene.emit(Event.of("user.created")).status()).isEqualTo(200);
        }
    }
}
