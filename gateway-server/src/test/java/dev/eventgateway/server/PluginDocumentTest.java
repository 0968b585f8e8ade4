package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/plugins.md: its files are written, its commands run and its outputs come, in the order in which they stand there. */
class PluginDocumentTest {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(sh|java|json) ?(\\S*)\n(.*?)^```$");
    private static final String SERVER = "java -jar event-gateway.jar ";

    @TempDir
    Path folder;

    @Test
    void aPluginIsWrittenBuiltStartedAndReacts() throws Exception {
        makeTheGatewaysJar();
        List<MatchResult> blocks =
                BLOCK.matcher(DocumentedExchanges.text("plugins.md")).results().toList();
        assertThat(blocks).hasSize(12);
        int server = indexOfServer(blocks);
        String output = "";
        for (MatchResult block : blocks.subList(0, server)) {
            output = happen(block, output, UnaryOperator.identity());
        }
        try (GatewayProcess gateway = start(blocks.get(server).group(3).strip())) {
            for (MatchResult block : blocks.subList(server + 1, blocks.size())) {
                output = happen(block, output, addresses(gateway));
            }
        }
    }

    private static int indexOfServer(List<MatchResult> blocks) {
        return blocks.stream()
                .map(block -> block.group(3).startsWith(SERVER))
                .toList()
                .indexOf(true);
    }

    /** {@return what a command printed} */
    private String happen(MatchResult block, String output, UnaryOperator<String> addresses) throws Exception {
        String text = block.group(3);
        switch (block.group(1)) {
            case "java" -> Files.writeString(folder.resolve(block.group(2)), text);
            case "json" -> assertThat(output).contains(text.strip());
            default -> {
                return run(addresses.apply(text));
            }
        }
        return output;
    }

    /** The free ports of the test stand for those of the document. */
    private static UnaryOperator<String> addresses(GatewayProcess gateway) {
        return commands -> commands.replace("localhost:4000", text(gateway.events()))
                .replace("localhost:4001", text(gateway.config()));
    }

    private static String text(InetSocketAddress address) {
        return "127.0.0.1:" + address.getPort();
    }

    private String run(String script) throws Exception {
        Process process = new ProcessBuilder("bash", "-euc", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(script + output).isZero();
        return output;
    }

    private GatewayProcess start(String command) throws Exception {
        String flags = command.substring(SERVER.length())
                .replace("=plugins", "=" + folder.resolve("plugins"))
                .replace("'", "");
        List<String> all = new ArrayList<>(List.of(flags.split(" ", -1)));
        all.add("--embed-data-dir=" + folder.resolve("data"));
        return GatewayProcess.start(all.toArray(String[]::new));
    }

    /** The packed one is made of the same, later in the build. */
    private void makeTheGatewaysJar() throws Exception {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toUri().toString())
                .collect(Collectors.joining(" "));
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
        try (OutputStream out = Files.newOutputStream(folder.resolve("event-gateway.jar"));
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.finish();
        }
    }
}
