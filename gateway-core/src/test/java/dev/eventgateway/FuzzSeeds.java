package dev.eventgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What the fuzz tests start from, and what they once found. */
public final class FuzzSeeds {

    private static final Path INPUTS = Path.of("..", "fuzz", "src", "test", "resources", "dev", "eventgateway", "fuzz");

    private FuzzSeeds() {}

    /**
     * Gives each of them to {@code target}.
     *
     * @param name of the fuzz test, without {@code FuzzTest}
     */
    public static void tryAll(String name, Consumer<byte[]> target) throws IOException {
        List<Path> inputs;
        try (Stream<Path> files = Files.list(INPUTS.resolve(name + "FuzzTestInputs/fuzz"))) {
            inputs = files.sorted().toList();
        }
        assertThat(inputs).isNotEmpty();
        for (Path input : inputs) {
            byte[] bytes = Files.readAllBytes(input);
            assertThatCode(() -> target.accept(bytes)).as(input.toString()).doesNotThrowAnyException();
        }
    }
}
