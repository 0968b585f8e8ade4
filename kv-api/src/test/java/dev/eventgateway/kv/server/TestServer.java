package dev.eventgateway.kv.server;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A real server of a store in a process of its own, on free loopback ports that it keeps over a restart. Ends with
 * {@link #close}, or with the JVM.
 */
public abstract class TestServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String name;
    private final String scheme;
    private final Path folder;
    private final Thread reaper = new Thread(this::kill, "server reaper");
    private String options = "";
    private @Nullable Process process;

    TestServer(String name, String scheme, Path folder) {
        this.name = name;
        this.scheme = scheme;
        this.folder = folder;
        Runtime.getRuntime().addShutdownHook(reaper);
    }

    /** {@return a free port on loopback, which no other test is given as long as this JVM runs} */
    public static int freePort() {
        return Shell.freePort();
    }

    /** {@return the command that runs the server in the foreground, after writing what it reads} */
    abstract List<String> command() throws IOException;

    /** {@return whether it takes writes} */
    abstract boolean isReady() throws IOException;

    /** {@return where clients connect to} */
    public abstract int port();

    /** {@return whether it is the one that leads its cluster} */
    public abstract boolean leads();

    /** {@return {@code host:port}, where clients connect to} */
    public final String address() {
        return "127.0.0.1:" + port();
    }

    /** {@return the URI of a store on this server with the prefix {@code place}} */
    public final String uri(String place) {
        return uri(address(), place);
    }

    /** {@return the URI of a store on this server, reached by way of {@code addresses}, separated by commas} */
    public final String uri(String addresses, String place) {
        return scheme + "://" + addresses + "/" + place + options;
    }

    /** Those URIs end with {@code options} from now on, such as {@code ?user=root&password=secret}. */
    public final void openWith(String options) {
        this.options = options;
    }

    /** {@return the process id} */
    public final long pid() {
        return running().pid();
    }

    /** Starts it, with the data it has, unless it runs; and waits until it takes writes. */
    public final void start() {
        launch();
        awaitReady();
    }

    /** Like {@link #start}, but does not wait. */
    public final void launch() {
        if (process != null) {
            return;
        }
        try {
            Files.createDirectories(folder);
            process = new ProcessBuilder(command())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Waits until it takes writes. */
    public final void awaitReady() {
        await(name + " is ready").atMost(PATIENCE).until(() -> isAlive() && answers());
    }

    /** Ends it at once, as {@code kill -9} does. */
    public final void kill() {
        Process running = process;
        process = null;
        if (running != null) {
            running.destroyForcibly().onExit().join();
        }
    }

    /** Makes it do nothing at all, without closing a connection. */
    public final void pause() {
        signal("-STOP");
    }

    /** Ends a pause, if there is one. */
    public final void resume() {
        signal("-CONT");
    }

    /** Removes all data of the killed server. */
    public final void wipe() {
        Shell.delete(data());
    }

    /** Keeps the data of the killed server for {@link #restore}. */
    public final void backUp() {
        Shell.copy(data(), backup());
    }

    /** Puts the killed server back to where it was at {@link #backUp}. */
    public final void restore() {
        wipe();
        Shell.copy(backup(), data());
    }

    @Override
    public final void close() {
        kill();
        Runtime.getRuntime().removeShutdownHook(reaper);
    }

    /** {@return which store it is} */
    @Override
    public final String toString() {
        return name;
    }

    final Path folder() {
        return folder;
    }

    final Path data() {
        return folder.resolve("data");
    }

    private Path backup() {
        return folder.resolve("backup");
    }

    private Path log() {
        return folder.resolve("log");
    }

    private boolean isAlive() throws IOException {
        if (!running().isAlive()) {
            throw new IllegalStateException(name + " ended: " + Files.readString(log()));
        }
        return true;
    }

    private boolean answers() {
        try {
            return isReady();
        } catch (IOException notYet) {
            return false;
        }
    }

    private void signal(String signal) {
        Shell.run(List.of("kill", signal, String.valueOf(pid())));
    }

    private Process running() {
        Process running = process;
        if (running == null) {
            throw new IllegalStateException(name + " is not running");
        }
        return running;
    }

    /** {@return those servers, all running, which become ready together only} */
    static <S extends TestServer> List<S> together(List<S> members) {
        members.forEach(TestServer::launch);
        members.forEach(TestServer::awaitReady);
        return members;
    }
}
