package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
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
        DocumentedBuild build = DocumentedBuild.in(folder);
        List<MatchResult> blocks =
                BLOCK.matcher(DocumentedExchanges.text("plugins.md")).results().toList();
        assertThat(blocks).hasSize(12);
        int server = indexOfServer(blocks);
        String output = "";
        for (MatchResult block : blocks.subList(0, server)) {
            output = happen(build, block, output, UnaryOperator.identity());
        }
        try (GatewayProcess gateway = start(blocks.get(server).group(3).strip())) {
            for (MatchResult block : blocks.subList(server + 1, blocks.size())) {
                output = happen(build, block, output, addresses(gateway));
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
    private String happen(DocumentedBuild build, MatchResult block, String output, UnaryOperator<String> addresses)
            throws Exception {
        String text = block.group(3);
        switch (block.group(1)) {
            case "java" -> Files.writeString(folder.resolve(block.group(2)), text);
            case "json" -> assertThat(output).contains(text.strip());
            default -> {
                return build.run(addresses.apply(text));
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

    private GatewayProcess start(String command) throws Exception {
        String flags = command.substring(SERVER.length())
                .replace("=plugins", "=" + folder.resolve("plugins"))
                .replace("'", "");
        List<String> all = new ArrayList<>(List.of(flags.split(" ", -1)));
        all.add("--embed-data-dir=" + folder.resolve("data"));
        return GatewayProcess.start(all.toArray(String[]::new));
    }
}
