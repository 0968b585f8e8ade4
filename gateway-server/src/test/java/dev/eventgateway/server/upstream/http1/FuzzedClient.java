package dev.eventgateway.server.upstream.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.server.upstream.CountingPool;
import dev.eventgateway.server.upstream.InlineThread;
import dev.eventgateway.server.upstream.MemoryTransport;
import dev.eventgateway.server.upstream.Notes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Who makes one request after the other on a connection, and notes all that becomes of them.
 *
 * <p>One that is not busy makes none before all is said to the last one: so it gets the same answers, in whatever pieces they come. One that is
 * busy makes the next one as soon as it has read an answer.
 */
final class FuzzedClient {

    private final FuzzScript script;
    private final boolean busy;
    private final CountingPool buffers;
    private final MemoryTransport transport;
    private final Http1Connection connection;
    private final Notes notes = new Notes();
    private final List<FuzzedCall> calls = new ArrayList<>();
    private int closed;

    FuzzedClient(FuzzScript script, int buffer, boolean busy) {
        this.script = script;
        this.busy = busy;
        this.buffers = new CountingPool(buffer);
        this.transport = new MemoryTransport(new InlineThread(), script.taking());
        this.connection = Http1Connection.open(transport, buffers);
    }

    Notes notes() {
        return notes;
    }

    MemoryTransport transport() {
        return transport;
    }

    /** {@return the requests that the connection has taken} */
    List<FuzzedCall> begun() {
        return calls.stream().filter(FuzzedCall::isBegun).toList();
    }

    String sent() {
        return new String(transport.taken(), StandardCharsets.ISO_8859_1);
    }

    /** Makes the requests, and hears what the server says to those that there are, until it ends. */
    void talk() {
        connection.whenClosed(() -> closed++);
        for (int number = 0; number < script.calls().size(); number++) {
            if (calls.size() == number) {
                ask();
            }
            hear(calls.get(number));
        }
        transport.end();
        checkEnd();
    }

    private void ask() {
        FuzzedCall next = new FuzzedCall(this, script.calls().get(calls.size()), calls.size());
        calls.add(next);
        next.begin(connection);
    }

    private void hear(FuzzedCall call) {
        transport.run();
        if (call.isBegun()) {
            call.checkWritten(script.taking() > 0);
            for (ByteBuffer piece : call.call().pieces()) {
                transport.say(piece);
            }
            call.hearOut();
            transport.run();
        }
        call.noteRest(connection.isOpen());
    }

    /** An answer is at its end. */
    void ended(FuzzedCall call) {
        if (busy && calls.size() < script.calls().size() && calls.get(calls.size() - 1) == call) {
            ask();
        }
    }

    private void checkEnd() {
        notes.check();
        assertThat(closed).as("news of the end").isEqualTo(1);
        assertThat(connection.isOpen() || transport.isOpen())
                .as("open at the end")
                .isFalse();
        assertThat(buffers.lent()).as("buffers that are not given back").isZero();
        assertThat(buffers.mostLent()).isLessThanOrEqualTo(1);
        calls.forEach(FuzzedCall::checkEnded);
        calls.forEach(FuzzedCall::noteBody);
    }
}
