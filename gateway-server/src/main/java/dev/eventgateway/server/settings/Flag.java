package dev.eventgateway.server.settings;

import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * One flag, and what it was set to. picocli is told of it by calls: what it would find out by annotations took a fifth of the time until
 * an instance is ready, as the JDK reads them through code that it makes at each start.
 *
 * @param <T> of its values
 */
final class Flag<T> {

    private final OptionSpec option;

    private Flag(OptionSpec option) {
        this.option = option;
    }

    /** {@return the description of a flag that takes one value} */
    static OptionSpec.Builder taking(String name, String label, String description) {
        return OptionSpec.builder(name).paramLabel(label).description(description);
    }

    /** {@return the description of a flag that may stand alone, or say true or false} */
    static OptionSpec.Builder choice(String name, String description) {
        return taking(name, "true|false", description)
                .arity("0..1")
                .fallbackValue("true")
                .defaultValue("false")
                .converters(new Converters.Choice());
    }

    /** {@return a flag of {@code command}, which has the options of its help in the order of these calls} */
    static <T> Flag<T> of(CommandSpec command, Class<? super T> type, OptionSpec.Builder description) {
        OptionSpec option = description.type(type).build();
        command.addOption(option);
        return new Flag<>(option);
    }

    /** {@return the value of a flag that has a default} */
    T value() {
        return given().orElseThrow();
    }

    /** {@return the value, if there is one} */
    Optional<T> given() {
        return Optional.ofNullable(option.getValue());
    }
}
