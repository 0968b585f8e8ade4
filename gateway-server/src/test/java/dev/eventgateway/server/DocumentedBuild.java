package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a document has its reader build: its files ({@code java Name.java}) are written and its commands ({@code sh build}) run, in a
 * folder with the gateway's jar in it.
 */
final class DocumentedBuild {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(java|sh) (\\S+)\n(.*?)^```$");

    private final Path folder;

    private DocumentedBuild(Path folder) {
        this.folder = folder;
    }

    /** {@return one in that folder, with the gateway's jar and nothing else} */
    static DocumentedBuild in(Path folder) throws IOException {
        DocumentedBuild build = new DocumentedBuild(folder);
        build.makeTheGatewaysJar();
        return build;
    }

    static void of(String document, Path folder) throws IOException, InterruptedException {
        DocumentedBuild build = in(folder);
        for (MatchResult block :
                BLOCK.matcher(DocumentedExchanges.text(document)).results().toList()) {
            if (block.group(1).equals("java")) {
                Files.writeString(folder.resolve(block.group(2)), block.group(3));
            } else if (block.group(2).equals("build")) {
                build.run(block.group(3));
            }
        }
    }

    /** {@return the command by which the document starts the gateway} */
    static String start(String document) throws IOException {
        return BLOCK.matcher(DocumentedExchanges.text(document))
                .results()
                .filter(block -> block.group(2).equals("start"))
                .map(block -> block.group(3).strip())
                .findFirst()
                .orElseThrow();
    }

    /** {@return what the commands print} */
    String run(String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", "-euc", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(script + output).isZero();
        return output;
    }

    /** The packed one is made of the same, later in the build. */
    private void makeTheGatewaysJar() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toUri().toString())
                .collect(Collectors.joining(" "));
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
        try (OutputStream out = Files.newOutputStream(folder.resolve("event-gateway.jar"));
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.finish();
        }
    }
}
