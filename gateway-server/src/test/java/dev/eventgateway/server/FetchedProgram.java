package dev.eventgateway.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Real programs that tests run: those of this machine, or fetched by the project's own scripts. */
final class FetchedProgram {

    private FetchedProgram() {}

    /** {@return the path of the program, as the script of that name in bin/lib prints it} */
    static String path(String script, String program) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "bash", Path.of("..", "bin", "lib", script).toString(), program)
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(printed);
        }
        return printed.substring(printed.lastIndexOf('\n') + 1);
    }
}
