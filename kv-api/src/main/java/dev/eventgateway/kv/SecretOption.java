package dev.eventgateway.kv;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A secret among the options of a URI: given as it is, or by the file or the environment variable that holds it. */
final class SecretOption {

    private static final String FILE = "File";
    private static final String ENVIRONMENT = "Env";

    private final String name;
    private final Map<String, String> options;
    private final UnaryOperator<@Nullable String> environment;

    SecretOption(String name, Map<String, String> options, UnaryOperator<@Nullable String> environment) {
        this.name = name;
        this.options = options;
        this.environment = environment;
    }

    /** {@return the options by which the secret may be given} */
    static List<String> names(String name) {
        return List.of(name, name + FILE, name + ENVIRONMENT);
    }

    Optional<Secret> value() {
        List<String> given = names(name).stream().filter(options::containsKey).toList();
        if (given.size() > 1) {
            throw invalid("store options " + String.join(" and ", given) + " are given both, expected one of them");
        }
        return given.stream().findFirst().map(this::value);
    }

    private Secret value(String option) {
        String given = options.getOrDefault(option, "");
        String text =
                option.equals(name) ? given : option.endsWith(FILE) ? read(option, given) : variable(option, given);
        if (text.isEmpty()) {
            throw invalid("store option " + option + ": the secret is empty");
        }
        return new Secret(text);
    }

    /** A file ends with a line feed as a rule, which no secret does. */
    private static String read(String option, String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException | InvalidPathException unreadable) {
            throw new KvException(
                    KvException.Reason.INVALID,
                    "store option " + option + "=" + file + ": cannot read that file, expected the secret in it",
                    unreadable);
        }
    }

    private String variable(String option, String variable) {
        String value = environment.apply(variable);
        if (value == null) {
            throw invalid("store option " + option + "=" + variable + ": no such environment variable");
        }
        return value;
    }

    private static KvException invalid(String message) {
        return new KvException(KvException.Reason.INVALID, message);
    }
}
