package dev.eventgateway.function;

import java.util.Set;

/**
 * A kind of function, selected by a function's {@code type}. Found by {@link java.util.ServiceLoader}, or given to the
 * gateway's builder, which wins. Safe for use by many threads.
 */
public interface FunctionProvider extends AutoCloseable {

    /** {@return the function type that this provider serves} */
    String type();

    /**
     * Checks what a person wrote. Does no I/O.
     *
     * @return the configuration to keep: the known fields, normalised
     * @throws InvalidProviderException if something is missing or wrong
     */
    ProviderConfig check(ProviderConfig given);

    /** {@return the names of fields that are stored and used but never shown} */
    default Set<String> secrets() {
        return Set.of();
    }

    /**
     * {@return what calls the function; does no I/O and holds nothing that needs closing} Called again whenever the function's
     * document changes.
     */
    Invoker open(FunctionSpec function);

    /** Frees connections and threads. Idempotent. */
    @Override
    default void close() {}
}
