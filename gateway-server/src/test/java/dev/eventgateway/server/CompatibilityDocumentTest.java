package dev.eventgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/compatibility.md tells of each of the sixty defects which tests hold it right. Those tests are there. */
class CompatibilityDocumentTest {

    private static final int DEFECTS = 60;
    private static final Pattern ROW = Pattern.compile("(?m)^\\| D(\\d+) \\| [^|]+ \\| (.+) \\|$");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");
    private static final Pattern TEST =
            Pattern.compile("(?s)@(?:Test|ParameterizedTest)\\b.{0,3000}?\\bvoid (\\w+)\\(");

    private static Map<Integer, String> rows() throws IOException {
        Map<Integer, String> rows = new TreeMap<>();
        Matcher row = ROW.matcher(DocumentedExchanges.text("compatibility.md"));
        while (row.find()) {
            assertThat(rows.put(Integer.parseInt(row.group(1)), row.group(2)))
                    .as("a second row D" + row.group(1))
                    .isNull();
        }
        return rows;
    }

    private static List<String> names(String row) {
        return NAME.matcher(row).results().map(name -> name.group(1)).toList();
    }

    private static Set<String> tests() throws IOException {
        Set<String> all = new HashSet<>(tests(Path.of("..", "gateway-core", "src", "test", "java")));
        all.addAll(tests(Path.of("..", "extensions", "aws", "src", "test", "java")));
        all.addAll(tests(Path.of("src", "test", "java")));
        return all;
    }

    private static Set<String> tests(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .flatMap(file -> TEST.matcher(text(file)).results().map(test -> test.group(1)))
                    .collect(Collectors.toSet());
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void everyDefectHasARowWithATestOrTheReasonWhyThereIsNone() throws IOException {
        Map<Integer, String> rows = rows();

        assertThat(rows.keySet())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, DEFECTS).boxed().toList());
        rows.forEach((number, row) -> assertThat(
                        row.startsWith("none") || !names(row).isEmpty())
                .as("D" + number)
                .isTrue());
    }

    @Test
    void everyTestThatIsNamedIsThere() throws IOException {
        Set<String> tests = tests();

        rows().forEach((number, row) -> assertThat(tests).as("D" + number).containsAll(names(row)));
    }

    @Test
    void aRowNamesEachTestWhoseNameCarriesItsNumber() throws IOException {
        Map<Integer, String> rows = rows();

        for (String test : tests()) {
            Matcher number = Pattern.compile("^d(\\d+)[A-Z]").matcher(test);
            if (number.find()) {
                String row = rows.getOrDefault(Integer.parseInt(number.group(1)), "");
                assertThat(names(row)).as(test).contains(test);
            }
        }
    }
}
