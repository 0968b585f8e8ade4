package dev.eventgateway.server.config;

import dev.eventgateway.delivery.DeadLetterList;
import dev.eventgateway.event.GatewayReply;
import java.util.stream.Collectors;

/** {@code /v1/spaces/{space}/deadletters}: the events of a space that nobody got, as JSON, newest first. */
final class DeadLetterReport {

    private DeadLetterReport() {}

    static GatewayReply of(DeadLetterList list, int limit) {
        String letters = list.deadLetters().stream()
                .limit(limit)
                .map(letter -> letter.withoutCredentials().text())
                .collect(Collectors.joining(","));
        return Collection.json(200, "{\"deadLetters\":[" + letters + "],\"discarded\":" + list.discarded() + "}");
    }
}
