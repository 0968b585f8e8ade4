package dev.eventgateway.function;

import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.RequestException;
import dev.eventgateway.function.Entry.Permit;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The kinds of functions that this instance can call, and the way to call each function. Safe for use by many threads. */
public final class Functions implements AutoCloseable {

    private final Map<String, FunctionProvider> providers;
    private final Optional<Duration> timeout;
    private final Map<Name, Opened> opened = new ConcurrentHashMap<>();
    private final Map<Name, Guard> guards = new ConcurrentHashMap<>();

    private record Name(String space, String functionId) {
        static Name of(FunctionSpec function) {
            return new Name(function.space(), function.functionId());
        }
    }

    /** An invoker and the document it was made from: another document needs another invoker. */
    private record Opened(FunctionSpec function, Invoker invoker) {}

    private Functions(Map<String, FunctionProvider> providers, Optional<Duration> timeout) {
        this.providers = providers;
        this.timeout = timeout;
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
        return new Functions(Map.copyOf(providers), Optional.empty());
    }

    /** {@return the same functions, where a call may take so long if it says nothing of it} Closing either closes both. */
    public Functions within(Duration limit) {
        return new Functions(providers, Optional.of(limit));
    }

    /** {@return the provider of a function type, empty if this instance has none} */
    public Optional<FunctionProvider> provider(String type) {
        return Optional.ofNullable(providers.get(type));
    }

    /** {@return the function types that this instance knows, ascending} */
    public List<String> types() {
        return providers.keySet().stream().sorted().toList();
    }

    /** {@return what says whether a function may be called, by the limits of this document} */
    public Guard guard(FunctionSpec function) {
        Guard guard = guards.computeIfAbsent(Name.of(function), name -> new Guard(name.space(), name.functionId()));
        guard.follow(function.protection());
        return guard;
    }

    /** Calls a function if it may be called now. See {@link #invoke(FunctionSpec, FunctionCall, Permit)}. */
    public CompletionStage<FunctionReply> invoke(FunctionSpec function, FunctionCall call) {
        Entry entry = guard(function).enter();
        return entry instanceof Entry.Refusal refusal
                ? CompletableFuture.failedStage(refusal.failure())
                : invoke(function, call, (Permit) entry);
    }

    /**
     * Calls a function; see {@link Invoker#invoke}. Whatever goes wrong is a {@link FunctionException} in the stage, also an Error
     * of a provider whose own libraries are not there: it must not take the queues of other functions with it.
     *
     * @param permit of the function's {@link #guard}; ends with the call
     */
    public CompletionStage<FunctionReply> invoke(FunctionSpec function, FunctionCall call, Permit permit) {
        FunctionCall timed = timed(function, call);
        return ended(
                permit,
                function.isProxy() && call.request().isPresent()
                        ? started(
                                function,
                                invoker -> invoker.forward(call.request().get(), timed.timeout()))
                        : started(function, invoker -> invoker.invoke(timed)));
    }

    /** Sends a request on to a function in proxy mode, if it may be called now; see {@link Invoker#forward}. */
    public CompletionStage<FunctionReply> forward(FunctionSpec function, GatewayRequest request) {
        Entry entry = guard(function).enter();
        if (entry instanceof Entry.Refusal refusal) {
            return CompletableFuture.failedStage(refusal.failure());
        }
        Optional<Duration> limit = function.protection().answerTime().or(() -> timeout);
        return ended((Permit) entry, started(function, invoker -> invoker.forward(request, limit)));
    }

    /** {@return the answer to a call, which ends with that, though an answer that is handed on may be had before} */
    private static CompletionStage<FunctionReply> ended(Permit permit, CompletionStage<FunctionReply> call) {
        CompletableFuture<FunctionReply> answer = new CompletableFuture<>();
        call.whenComplete((reply, failure) -> {
            CompletionStage<Void> end = reply == null ? CompletableFuture.completedStage(null) : reply.ended();
            end.whenComplete((done, broken) -> permit.ended(hasFailed(reply, failure == null ? broken : failure)));
            if (failure == null) {
                answer.complete(reply);
            } else {
                answer.completeExceptionally(failure);
            }
            // Only now: those who wait for room must not keep those who wait for this answer.
            end.whenComplete((done, broken) -> permit.tell());
        });
        return answer;
    }

    private FunctionCall timed(FunctionSpec function, FunctionCall call) {
        return call.timeout()
                .or(() -> function.protection().answerTime())
                .or(() -> timeout)
                .map(call::within)
                .orElse(call);
    }

    /** Failed is what is worth trying again. What the sender of a request did is not the function's failure. */
    private static boolean hasFailed(@Nullable FunctionReply reply, @Nullable Throwable failure) {
        if (failure == null) {
            return reply == null || FunctionException.isPassing(reply.status());
        }
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return !(cause instanceof RequestException)
                && FunctionException.of(failure).mayPass();
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
        Name name = Name.of(function);
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

    /** Forgets what is kept for functions that are no longer wanted, unless calls of them are under way. */
    public void retain(BiPredicate<String, String> wanted) {
        opened.keySet().removeIf(each -> !wanted.test(each.space(), each.functionId()));
        guards.entrySet()
                .removeIf(each ->
                        !wanted.test(each.getKey().space(), each.getKey().functionId())
                                && each.getValue().isIdle());
    }

    /** {@return for how many functions something is kept} */
    public int known() {
        return guards.size();
    }

    /** {@return the circuit breakers of the functions that {@code wanted} tells of and that were called, in no order} */
    public List<Circuit> circuits(BiPredicate<String, String> wanted) {
        return guards.values().stream()
                .flatMap(guard -> guard.circuit().stream())
                .filter(circuit -> wanted.test(circuit.space(), circuit.functionId()))
                .toList();
    }

    /** Closes the providers. Idempotent. */
    @Override
    public void close() {
        providers.values().forEach(FunctionProvider::close);
    }
}
