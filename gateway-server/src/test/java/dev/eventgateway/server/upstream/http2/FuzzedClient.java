package dev.eventgateway.server.upstream.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.server.upstream.InlineThread;
import dev.eventgateway.server.upstream.MemoryTransport;
import dev.eventgateway.server.upstream.Notes;
import dev.eventgateway.server.upstream.http2.FuzzScript.Call;
import dev.eventgateway.server.upstream.http2.FuzzScript.Reaction;
import dev.eventgateway.server.upstream.http2.FuzzScript.Request;
import dev.eventgateway.server.upstream.protocol.Connection;
import io.undertow.server.DefaultByteBufferPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who makes requests on a connection, and notes all that becomes of them.
 *
 * <p>One that is not busy does nothing but in answer to a frame: so it does the same, in whatever pieces the frames come. It reads the bodies of
 * answers at the end. One that is busy reads and writes whenever it can.
 */
final class FuzzedClient implements Connection.Opening {

    private static final DefaultByteBufferPool BUFFERS = new DefaultByteBufferPool(false, 1_024);

    private final FuzzScript script;
    private final MemoryTransport transport;
    private final boolean busy;
    private final Notes notes = new Notes();
    private final List<FuzzedCall> calls = new ArrayList<>();
    private @Nullable Http2Connection connection;
    private int begun;
    private int closed;

    FuzzedClient(FuzzScript script, boolean busy) {
        this.script = script;
        this.busy = busy;
        transport = new MemoryTransport(new InlineThread(), script.takesAll() ? Integer.MAX_VALUE : 0);
    }

    boolean isBusy() {
        return busy;
    }

    Notes notes() {
        return notes;
    }

    /** Hears all that the server says, in those pieces, until it ends. */
    void hear(List<ByteBuffer> pieces) {
        ByteBuffer greeting = ByteBuffer.allocate(script.greets() ? Wire.HEAD : 0);
        if (script.greets()) {
            greeting.putInt(Wire.SETTINGS).put((byte) 0).putInt(0).flip();
        }
        Http2Connection opened = Http2Connection.open(transport, greeting, BUFFERS, FuzzScript.MOST_CALLS, this);
        opened.whenClosed(() -> closed++);
        transport.run();
        for (ByteBuffer piece : pieces) {
            transport.say(piece);
        }
        for (FuzzedCall call : List.copyOf(calls)) {
            call.readAll();
            call.noteBody();
        }
        transport.end();
        checkEnd(opened);
    }

    @Override
    public void opened(Connection ready) {
        notes.add("ready");
        begun++;
        Http2Connection opened = (Http2Connection) ready;
        connection = opened;
        opened.whenChanged(() -> notes.add("most " + opened.most()));
        if (script.greets()) {
            script.calls().forEach(this::ask);
        }
    }

    @Override
    public void failed(IOException cause) {
        notes.add("never ready: " + cause.getMessage());
        begun++;
    }

    void askAgain() {
        ask(new Call(Request.GET, Reaction.READ));
    }

    private void ask(Call call) {
        FuzzedCall next = new FuzzedCall(this, call, calls.size());
        calls.add(next);
        next.begin(Objects.requireNonNull(connection));
    }

    private void checkEnd(Http2Connection opened) {
        notes.check();
        assertThat(begun).as("news of the beginning").isEqualTo(1);
        assertThat(closed).as("news of the end").isEqualTo(1);
        assertThat(opened.isOpen() || transport.isOpen()).as("open at the end").isFalse();
        assertThat(opened.most()).isZero();
        calls.forEach(FuzzedCall::checkEnded);
        notes.check();
    }

    List<String> news() {
        return notes.news();
    }

    MemoryTransport transport() {
        return transport;
    }
}
