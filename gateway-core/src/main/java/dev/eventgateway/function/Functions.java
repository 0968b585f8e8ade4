package dev.eventgateway.function;

import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.RequestException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** The kinds of functions that this instance can call, and the way to call each function. Safe for use by many threads. */
public final class Functions implements AutoCloseable {

    private final Map<String, FunctionProvider> providers;
    private final Map<Name, Opened> opened = new ConcurrentHashMap<>();

    private record Name(String space, String functionId) {}

    /** An invoker and the document it was made from: another document needs another invoker. */
    private record Opened(FunctionSpec function, Invoker invoker) {}

    private Functions(Map<String, FunctionProvider> providers) {
        this.providers = providers;
    }

    /**
     * Joins the given providers and those on the class path whose type none of the given ones serves.
     *
     * @return their functions; closing it closes them all
     */
    public static Functions of(Collection<FunctionProvider> given) {
        Map<String, FunctionProvider> providers = new LinkedHashMap<>();
        given.forEach(provider -> providers.putIfAbsent(provider.type(), provider));
        ServiceLoader.load(FunctionProvider.class)
                .forEach(provider -> providers.putIfAbsent(provider.type(), provider));
        return new Functions(Map.copyOf(providers));
    }

    /** {@return the provider of a function type, empty if this instance has none} */
    public Optional<FunctionProvider> provider(String type) {
        return Optional.ofNullable(providers.get(type));
    }

    /** {@return the function types that this instance knows, ascending} */
    public List<String> types() {
        return providers.keySet().stream().sorted().toList();
    }

    /**
     * Calls a function; see {@link Invoker#invoke}. Whatever goes wrong is a {@link FunctionException} in the stage, also an Error
     * of a provider whose own libraries are not there: it must not take the queues of other functions with it.
     */
    public CompletionStage<FunctionReply> invoke(FunctionSpec function, FunctionCall call) {
        return function.isProxy() && call.request().isPresent()
                ? forward(function, call.request().get())
                : started(function, invoker -> invoker.invoke(call));
    }

    /** Sends a request on to a function in proxy mode; see {@link Invoker#forward}. */
    public CompletionStage<FunctionReply> forward(FunctionSpec function, GatewayRequest request) {
        return started(function, invoker -> invoker.forward(request));
    }

    private CompletionStage<FunctionReply> started(
            FunctionSpec function, Function<Invoker, CompletionStage<FunctionReply>> start) {
        try {
            return Objects.requireNonNull(start.apply(invoker(function)), "the provider gave no answer to wait for");
        } catch (Throwable failure) {
            return CompletableFuture.failedStage(asFunctionException(failure));
        }
    }

    private static RuntimeException asFunctionException(Throwable failure) {
        return failure instanceof FunctionException || failure instanceof RequestException
                ? (RuntimeException) failure
                : new FunctionException(
                        FunctionException.Kind.UNAVAILABLE, "function cannot be called: " + failure, failure);
    }

    /** Compares by identity: the table keeps one object per document, and a needless reopening does no harm. */
    @SuppressWarnings("ReferenceEquality")
    private Invoker invoker(FunctionSpec function) {
        Name name = new Name(function.space(), function.functionId());
        Opened known = opened.get(name);
        if (known == null || known.function() != function) {
            known = new Opened(function, open(function));
            opened.put(name, known);
        }
        return known.invoker();
    }

    private Invoker open(FunctionSpec function) {
        return provider(function.type())
                .orElseThrow(() -> new FunctionException(
                        FunctionException.Kind.UNAVAILABLE,
                        "this instance has no provider of function type \"" + function.type() + "\""))
                .open(function);
    }

    /** Forgets what was prepared for functions that are no longer current. */
    public void retain(Predicate<FunctionSpec> current) {
        opened.values().removeIf(each -> !current.test(each.function()));
    }

    /** {@return for how many functions something is prepared} */
    public int known() {
        return opened.size();
    }

    /** Closes the providers. Idempotent. */
    @Override
    public void close() {
        providers.values().forEach(FunctionProvider::close);
    }
}
