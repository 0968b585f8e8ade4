package dev.eventgateway.routing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says where an event goes by looking at every subscription: the rules once more, told the other way. */
final class NaiveRouter {

    private static final Comparator<Subscription> BY_SPACE_AND_ID =
            Comparator.comparing(Subscription::space).thenComparing(Subscription::subscriptionId);

    private final UnaryOperator<String> decoding;

    /** Knows how each segment is decoded. */
    NaiveRouter(UnaryOperator<String> decoding) {
        this.decoding = decoding;
    }

    Match match(Collection<Subscription> subscriptions, String method, String path, String eventType) {
        List<String> request = segments(path).map(decoding).toList();
        List<Subscription> matching = subscriptions.stream()
                .filter(each -> each.method().equals(method))
                .filter(each -> takes(each.eventType(), eventType))
                .filter(each -> params(each, request).isPresent())
                .toList();
        Optional<Subscription> sync = matching.stream()
                .filter(each -> each.type() == Subscription.Type.SYNC)
                .min(Comparator.comparing(NaiveRouter::precedence)
                        .thenComparing(each -> each.eventType().endsWith("*"))
                        .thenComparing(each -> -each.eventType().length())
                        .thenComparing(BY_SPACE_AND_ID));
        Stream<Subscription> async = matching.stream()
                .filter(each -> each.type() == Subscription.Type.ASYNC)
                .sorted(BY_SPACE_AND_ID);
        return new Match(
                sync.map(each -> target(each, request)),
                async.map(each -> target(each, request)).toList());
    }

    private Target target(Subscription subscription, List<String> request) {
        return new Target(subscription, params(subscription, request).orElseThrow());
    }

    private static boolean takes(String subscribed, String eventType) {
        if (subscribed.endsWith(".*")) {
            return eventType.startsWith(subscribed.substring(0, subscribed.length() - 1));
        }
        return subscribed.equals(eventType);
    }

    /** One letter a segment, in the order of precedence, so that the order of text is that of precedence. */
    private static String precedence(Subscription subscription) {
        return segments(subscription.path())
                .map(segment -> segment.startsWith(":") ? "b" : segment.startsWith("*") ? "c" : "a")
                .collect(Collectors.joining());
    }

    private Optional<Map<String, String>> params(Subscription subscription, List<String> request) {
        List<String> pattern = segments(subscription.path()).toList();
        Map<String, String> params = new HashMap<>();
        for (int index = 0; index < pattern.size(); index++) {
            String segment = pattern.get(index);
            if (index >= request.size()) {
                return Optional.empty();
            }
            if (segment.startsWith("*")) {
                params.put(segment.substring(1), String.join("/", request.subList(index, request.size())));
                return Optional.of(params);
            }
            if (segment.startsWith(":")
                    ? request.get(index).isEmpty()
                    : !decoding.apply(segment).equals(request.get(index))) {
                return Optional.empty();
            }
            if (segment.startsWith(":")) {
                params.put(segment.substring(1), request.get(index));
            }
        }
        return pattern.size() == request.size() ? Optional.of(params) : Optional.empty();
    }

    private static Stream<String> segments(String path) {
        return new ArrayList<>(Arrays.asList((path.startsWith("/") ? path.substring(1) : path).split("/", -1)))
                .stream();
    }
}
