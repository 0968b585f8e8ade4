package dev.eventgateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** What an application takes on with gateway-core: the build writes the run-time class path into target/closure.txt. */
class ClosureTest {

    /** What others have written. */
    private static final long MOST_BYTES_OF_LIBRARIES = 800_000;

    /** With that of this project; docs/rationale.md tells how it has grown. */
    private static final long MOST_BYTES = 1_500_000;

    @Test
    void theEngineBringsAtMostTenSmallJars() throws IOException {
        List<Path> closure = closure();

        assertThat(closure).isNotEmpty().hasSizeLessThanOrEqualTo(9).doesNotHaveDuplicates();
        long own = size(Path.of("target", "classes"));
        assertThat(size(closure) + own).isLessThanOrEqualTo(MOST_BYTES);
    }

    @Test
    void theLibrariesAreSmall() throws IOException {
        List<Path> libraries = closure().stream()
                .filter(path -> !path.toString().contains("kv-api"))
                .toList();

        assertThat(libraries).hasSize(closure().size() - 1);
        assertThat(size(libraries)).isLessThanOrEqualTo(MOST_BYTES_OF_LIBRARIES);
    }

    private static long size(List<Path> jars) {
        return jars.stream().mapToLong(ClosureTest::size).sum();
    }

    @Test
    void theEngineBringsNoServerAndNoStoreClient() throws IOException {
        assertThat(closure())
                .extracting(path -> path.getFileName().toString())
                .noneMatch(name -> name.matches(".*(undertow|netty|curator|zookeeper|jetcd|consul|logback).*"));
    }

    private static List<Path> closure() throws IOException {
        String classPath = Files.readString(Path.of("target", "closure.txt")).strip();
        return Arrays.stream(classPath.split(File.pathSeparator)).map(Path::of).toList();
    }

    /** A module that is not packed yet is measured as the jar that it will be. */
    private static long size(Path jarOrClasses) {
        if (Files.isRegularFile(jarOrClasses)) {
            return jarOrClasses.toFile().length();
        }
        ByteArrayOutputStream jar = new ByteArrayOutputStream();
        try (Stream<Path> files = Files.walk(jarOrClasses);
                ZipOutputStream zip = new ZipOutputStream(jar)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(jarOrClasses.relativize(file).toString()));
                Files.copy(file, zip);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return jar.size();
    }
}
