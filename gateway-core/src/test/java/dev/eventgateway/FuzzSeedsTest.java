package dev.eventgateway;

import dev.eventgateway.catalog.FuzzedDocuments;
import dev.eventgateway.event.FuzzedEvents;
import dev.eventgateway.routing.FuzzedPaths;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the fuzz tests start from, and what they once found, without a fuzzer. */
class FuzzSeedsTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource("targets")
    void everyInputEndsWell(String name, Consumer<byte[]> target) throws IOException {
        FuzzSeeds.tryAll(name, target);
    }

    static Stream<Arguments> targets() {
        return Stream.of(
                target("Structured", FuzzedEvents::structured),
                target("Binary", FuzzedEvents::binary),
                target("Batch", FuzzedEvents::batch),
                target("Legacy", FuzzedEvents::legacy),
                target("Document", FuzzedDocuments::document),
                target("Path", FuzzedPaths::match));
    }

    private static Arguments target(String name, Consumer<byte[]> target) {
        return Arguments.of(name, target);
    }
}
