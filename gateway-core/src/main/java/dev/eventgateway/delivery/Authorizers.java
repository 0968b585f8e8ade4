package dev.eventgateway.delivery;

import dev.eventgateway.event.Event;
import dev.eventgateway.event.GatewayRequest;
import dev.eventgateway.event.OwnEvents;
import dev.eventgateway.function.FunctionException;
import dev.eventgateway.function.FunctionReply;
import dev.eventgateway.function.FunctionSpec;
import dev.eventgateway.function.Functions;
import dev.eventgateway.metric.Metrics;
import dev.eventgateway.routing.EventType;
import dev.eventgateway.routing.Match;
import dev.eventgateway.routing.RoutingTable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the authorizer of an event's type, once for each space that the event would go to, before it goes anywhere. What is not
 * a clear yes is a no. Never blocks; safe for use by many threads.
 */
public final class Authorizers {

    private static final Logger LOG = LoggerFactory.getLogger(Authorizers.class);

    private static final int MOST_KNOWN = 5_000;

    private final Calls calls;
    private final Metrics metrics;
    private final OwnEvents own;
    private final KnownDecisions known = new KnownDecisions(MOST_KNOWN, System::nanoTime);

    /**
     * @param own makes the events that functions written in Java are asked with
     */
    public Authorizers(Functions functions, Metrics metrics, OwnEvents own) {
        this.calls = new Calls(functions, metrics);
        this.metrics = metrics;
        this.own = own;
    }

    /**
     * Asks whoever has a say.
     *
     * @param table by which the event was matched: an authorizer that was there then is asked, whatever happened since
     * @param match where the event would go
     * @param request what brought the event
     * @return where it may go; never fails, but for a body that cannot be read
     */
    public CompletionStage<Clearance> clear(RoutingTable table, Match match, Event event, GatewayRequest request) {
        Map<String, Optional<EventType>> guarded = guarded(table, match, event.type());
        if (guarded.isEmpty()) {
            return CompletableFuture.completedStage(new Clearance(event, Map.of()));
        }
        return request.body().thenCompose(body -> {
            Question question = new Question(own, event, request, body);
            Map<String, CompletableFuture<Decision>> asked = new LinkedHashMap<>();
            guarded.forEach((space, type) ->
                    asked.put(space, decide(table, type, question).toCompletableFuture()));
            return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
                    .thenApply(all -> new Clearance(event, decisions(event.type(), asked)));
        });
    }

    /** {@return whether somebody has a say about where an event of that type goes} */
    public static boolean areAsked(RoutingTable table, Match match, String type) {
        return !guarded(table, match, type).isEmpty();
    }

    /** {@return by space, the event types that somebody guards, or that cannot be read: then nobody knows whether one does} */
    private static Map<String, Optional<EventType>> guarded(RoutingTable table, Match match, String name) {
        Map<String, Optional<EventType>> guarded = new LinkedHashMap<>();
        for (String space : match.spaces()) {
            Optional<EventType> type = table.eventType(space, name);
            boolean asks = type.isPresent()
                    ? type.get().authorizerId().isPresent()
                    : table.isUnreadableEventType(space, name)
                            || match.subscriptions(space)
                                    .anyMatch(each -> each.eventType().equals(name));
            if (asks) {
                guarded.put(space, type);
            }
        }
        return guarded;
    }

    private Map<String, Decision> decisions(String type, Map<String, CompletableFuture<Decision>> asked) {
        Map<String, Decision> decisions = new LinkedHashMap<>();
        asked.forEach((space, decision) -> {
            decisions.put(space, decision.join());
            if (decision.join().granted().isEmpty()) {
                metrics.eventDenied(space, type);
            }
        });
        return decisions;
    }

    private CompletionStage<Decision> decide(RoutingTable table, Optional<EventType> guarded, Question question) {
        Optional<FunctionSpec> authorizer =
                guarded.flatMap(type -> type.authorizerId().flatMap(id -> table.function(type.space(), id)));
        if (authorizer.isEmpty()) {
            LOG.warn("event denied, its type or its authorizer cannot be read: event={}", question.event());
            return CompletableFuture.completedStage(Decision.DENIED);
        }
        EventType type = guarded.get();
        return known.find(type, authorizer.get(), question.headers())
                .map(CompletableFuture::completedStage)
                .orElseGet(() -> ask(type, authorizer.get(), question));
    }

    private CompletionStage<Decision> ask(EventType type, FunctionSpec authorizer, Question question) {
        return calls.call(authorizer, question.call(), Optional.empty(), FunctionReply::toAuthorization)
                .thenApply(granted -> kept(type, authorizer, question, new Decision(granted)))
                .exceptionally(failure -> undecided(authorizer, question, FunctionException.of(failure)));
    }

    private Decision kept(EventType type, FunctionSpec authorizer, Question question, Decision decision) {
        known.keep(type, authorizer, question.headers(), decision);
        return decision;
    }

    /** Not kept: the authorizer may be well again for the next event. */
    private static Decision undecided(FunctionSpec authorizer, Question question, FunctionException failure) {
        LOG.warn(
                "event denied, its authorizer did not decide: space={} function={} event={} kind={}: {}",
                authorizer.space(),
                authorizer.functionId(),
                question.event(),
                failure.kind(),
                failure.getMessage());
        return Decision.DENIED;
    }
}
