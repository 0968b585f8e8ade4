package dev.eventgateway.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.OptionSpec;

class FlagsTableTest {

    @Test
    void theTableInTheDocumentsIsThatOfTheProgram() throws IOException {
        String table = new Flags()
                .command().options().stream()
                        .filter(flag -> !flag.hidden())
                        .map(FlagsTableTest::row)
                        .collect(Collectors.joining());

        assertThat(Files.readString(Path.of("../docs/operations.md"))).contains("|---|---|\n" + table + "\n");
    }

    private static String row(OptionSpec flag) {
        boolean takesAValue = flag.arity().max() > 0 && flag.arity().min() > 0;
        return "| `" + flag.longestName() + (takesAValue ? "=" + flag.paramLabel() : "") + "` | "
                + String.join(" ", flag.description()) + " |\n";
    }
}
