package dev.eventgateway.server.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A folder that one store at a time keeps its data in: two ZooKeepers in one folder would destroy each other's data. */
final class DataFolder implements AutoCloseable {

    private final Path path;
    private final FileChannel channel;

    private DataFolder(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Makes the folder where it is missing, and takes it.
     *
     * @throws StoreStartException if it cannot be written to, or another store has it
     */
    static DataFolder take(Path folder) {
        Path absolute = folder.toAbsolutePath();
        try {
            Files.createDirectories(absolute);
            FileChannel channel =
                    FileChannel.open(absolute.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                channel.close();
                throw new StoreStartException(
                        "data directory " + absolute
                                + " is used by another embedded store: stop it, or choose another directory",
                        null);
            }
            return new DataFolder(absolute, channel);
        } catch (IOException failure) {
            throw new StoreStartException(
                    "cannot write to data directory " + absolute + ": choose one that this user may write to", failure);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            return null;
        }
    }

    Path path() {
        return path;
    }

    /** Gives the folder back; its data stays. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException alreadyGone) {
            // The lock ends with the process at the latest.
            return;
        }
    }
}
