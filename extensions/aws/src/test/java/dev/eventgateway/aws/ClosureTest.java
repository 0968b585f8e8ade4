package dev.eventgateway.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the server takes on with this module: the build writes the run-time class path into target/closure.txt. */
class ClosureTest {

    /** The engine among it, and still less than the server may grow by. */
    private static final long MOST_BYTES = 3_000_000;

    @Test
    void theSignerOfAwsComesWithoutItsClients() throws IOException {
        String classPath = Files.readString(Path.of("target", "closure.txt")).strip();
        List<Path> closure =
                Arrays.stream(classPath.split(File.pathSeparator)).map(Path::of).toList();
        assertThat(closure)
                .isNotEmpty()
                .extracting(path -> path.getFileName().toString())
                .noneMatch(name -> name.matches(".*(netty|apache-client|jackson|sdk-core|scala).*"));
        assertThat(closure.stream().mapToLong(path -> path.toFile().length()).sum())
                .isLessThanOrEqualTo(MOST_BYTES);
    }
}
