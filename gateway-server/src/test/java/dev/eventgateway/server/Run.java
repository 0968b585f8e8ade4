package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a run of the program left behind.
 *
 * @param code with which it ended
 * @param out what it wrote to the standard output
 * @param err what it wrote to the standard error stream
 */
record Run(int code, String out, String err) {

    static Run of(Map<String, String> environment, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Main main = new Main(
                environment,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        int code = main.run(arguments);
        return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    static Run of(String... arguments) {
        return of(Map.of(), arguments);
    }

    /** It ended with that code and one line, which contains those parts. */
    void assertFailed(int expected, String... parts) {
        assertThat(code).isEqualTo(expected);
        assertThat(out).isEmpty();
        assertThat(err).startsWith("event-gateway: ").contains(parts).hasLineCount(1);
    }
}
