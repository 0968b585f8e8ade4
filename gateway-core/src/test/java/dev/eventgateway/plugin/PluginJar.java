package dev.eventgateway.plugin;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;

/** Makes the jar of a plugin out of its source. */
public final class PluginJar {

    private PluginJar() {}

    /**
     * {@return a jar with that class, which is named as a plugin}
     *
     * @param folder where the jar is put
     * @param name the class, in no package
     */
    public static Path of(Path folder, String name, String source) throws IOException {
        Path parts = Files.createTempDirectory(name);
        Path file = Files.writeString(parts.resolve(name + ".java"), source);
        Path classes = Files.createDirectories(parts.resolve("classes"));
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        classes.toString(),
                        file.toString());
        if (failed != 0) {
            throw new IllegalStateException(name + " cannot be compiled");
        }
        Path services = Files.createDirectories(classes.resolve("META-INF/services"));
        Files.writeString(services.resolve(Plugin.class.getName()), name + "\n");
        return packed(classes, folder.resolve(name.toLowerCase(Locale.ROOT) + ".jar"));
    }

    /** {@return the source of a plugin} */
    public static String source(String name, String mode, String body) {
        return """
                import dev.eventgateway.event.*;
                import dev.eventgateway.plugin.*;
                import java.util.*;

                public final class %1$s implements Plugin {

                    private final List<Object> kept = new ArrayList<>();

                    public String name() {
                        return "%2$s";
                    }

                    public void start(PluginConfig config, PluginMetrics metrics) {
                        metrics.count("starts", 1);
                        metrics.set("settings", config.names().size());
                    }

                    public Map<Class<? extends SystemEvent>, Mode> listensTo() {
                        return Map.of(SystemEvent.Received.class, Mode.%3$s);
                    }

                    public Reaction react(SystemEvent what) throws Exception {
                        %4$s
                    }
                }
                """.formatted(name, name.toLowerCase(Locale.ROOT), mode, body);
    }

    private static Path packed(Path classes, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> all = Files.walk(classes)) {
            List<Path> files = all.filter(Files::isRegularFile).toList();
            for (Path file : files) {
                zip.putNextEntry(
                        new ZipEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, zip);
            }
        }
        return jar;
    }
}
