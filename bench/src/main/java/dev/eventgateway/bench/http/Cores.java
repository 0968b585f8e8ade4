package dev.eventgateway.bench.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a command is started by, so that it runs where it should. All that descends from it does, too, and a JVM sees no other cores.
 *
 * @param contender what stands before the command of a contender
 * @param other what stands before any other
 */
record Cores(List<String> contender, List<String> other) {

    private static final Cores ALL = new Cores(List.of(), List.of());

    /** Such as {@code 0,2-5} at the end of what taskset tells. */
    private static final Pattern LIST = Pattern.compile("\\d+(-\\d+)?(,\\d+(-\\d+)?)*$");

    /**
     * {@return those for that placement, on this machine}
     *
     * @throws IOException if this machine lacks what it takes
     */
    static Cores of(Placement placement) throws IOException, InterruptedException {
        return placement == Placement.SHARED ? ALL : apart(usable());
    }

    /**
     * {@return one for contenders, the others for all else}
     *
     * @param usable the cores that there are
     */
    static Cores apart(List<Integer> usable) throws IOException {
        int last = usable.size() - 1;
        if (last < 1) {
            throw new IOException(
                    "a contender is to have a core of its own, so two are needed at least; this process may use "
                            + usable.size());
        }
        // Not the first: devices tend to interrupt that one.
        return new Cores(only(usable.subList(last, last + 1)), only(usable.subList(0, last)));
    }

    private static List<String> only(List<Integer> cores) {
        return List.of("taskset", "-c", cores.stream().map(String::valueOf).collect(Collectors.joining(",")));
    }

    /** As taskset tells it: /proc/self/status may list some that the machine does not have. */
    private static List<Integer> usable() throws IOException, InterruptedException {
        return listed(told());
    }

    private static String told() throws IOException, InterruptedException {
        String pid = Long.toString(ProcessHandle.current().pid());
        try {
            Process process = new ProcessBuilder("taskset", "-c", "-p", pid)
                    .redirectErrorStream(true)
                    .start();
            String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return told;
        } catch (IOException missing) {
            throw new IOException(
                    "a contender is to have a core of its own, for which taskset is needed (Debian, Ubuntu: the package util-linux): "
                            + missing.getMessage(),
                    missing);
        }
    }

    /** {@return the cores of a list such as {@code 0,2-5} at the end of that text} */
    static List<Integer> listed(String told) throws IOException {
        Matcher list = LIST.matcher(told.strip());
        if (!list.find()) {
            throw new IOException("it lists no cores, but says \"" + told.strip() + "\"");
        }
        return Stream.of(list.group().split(",", -1))
                .flatMap(each -> range(each.split("-", 2)).boxed())
                .toList();
    }

    private static IntStream range(String[] ends) {
        return IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
    }

    List<String> forContender(List<String> command) {
        return joined(contender, command);
    }

    List<String> forOther(List<String> command) {
        return joined(other, command);
    }

    private static List<String> joined(List<String> first, List<String> command) {
        return Stream.concat(first.stream(), command.stream()).toList();
    }
}
