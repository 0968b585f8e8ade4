package dev.eventgateway;

import dev.eventgateway.event.Event;
import dev.eventgateway.event.EventReader;
import dev.eventgateway.plugin.Plugins;
import dev.eventgateway.plugin.SystemEvent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Lets plugins have a say on events that have arrived, before anybody else. */
final class PluginGate {

    private final Plugins plugins;
    private final EventReader reader;

    PluginGate(Plugins plugins, EventReader reader) {
        this.plugins = plugins;
        this.reader = reader;
    }

    /** {@return whether an event of that type is wanted even if nobody has subscribed to it: then it is accepted, a request is not} */
    boolean wants(String type) {
        return plugins.hear(SystemEvent.Received.class) && !type.equals(Event.HTTP_REQUEST);
    }

    /** {@return whether any of them is asked or told of an event that goes to a function, or of its call} */
    boolean lookOn() {
        return plugins.hear(SystemEvent.Received.class)
                || plugins.hear(SystemEvent.Invoking.class)
                || plugins.hear(SystemEvent.Invoked.class)
                || plugins.hear(SystemEvent.InvocationFailed.class);
    }

    /** {@return the event as plugins let it pass, and where it goes then; fails with a {@code RequestException} if they do not} */
    CompletionStage<Arrival> passed(Arrival arrival) {
        if (!plugins.hear(SystemEvent.Received.class)
                || (arrival.match().isEmpty() && !wants(arrival.event().type()))) {
            return CompletableFuture.completedStage(arrival);
        }
        return plugins.ask(arrival.asSystemEvent()).thenApply(event -> arrival.with(reader.admit(event)));
    }
}
