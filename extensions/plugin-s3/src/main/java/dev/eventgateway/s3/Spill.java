package dev.eventgateway.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** A folder for objects that could not be written to the bucket before the end. They are written at the next start. */
final class Spill {

    private static final String UNFINISHED = ".part";

    private final Path folder;

    /**
     * @throws IllegalArgumentException if the folder cannot be made
     */
    Spill(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
        } catch (IOException failure) {
            throw new IllegalArgumentException(
                    "setting \"spill\": expected a folder to write to, not " + folder, failure);
        }
    }

    void keep(StoredObject object) throws IOException {
        Path part = folder.resolve(name(object) + UNFINISHED);
        Files.write(part, object.content());
        Files.move(part, folder.resolve(name(object)), StandardCopyOption.ATOMIC_MOVE);
    }

    /** {@return what was kept; it stays until it is forgotten} */
    List<StoredObject> kept() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.toString().endsWith(UNFINISHED))
                    .sorted()
                    .map(Spill::read)
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static StoredObject read(Path file) {
        try {
            byte[] content = Files.readAllBytes(file);
            String key = URLDecoder.decode(file.getFileName().toString(), StandardCharsets.UTF_8);
            return new StoredObject(key, content, 0, 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void forget(StoredObject object) throws IOException {
        Files.deleteIfExists(folder.resolve(name(object)));
    }

    private static String name(StoredObject object) {
        return URLEncoder.encode(object.key(), StandardCharsets.UTF_8);
    }
}
