package dev.eventgateway.server.upstream;

import dev.eventgateway.function.FunctionException;
import dev.eventgateway.function.FunctionReply;
import dev.eventgateway.server.http.BodyBudget;
import dev.eventgateway.server.http.ByteCollector;
import dev.eventgateway.server.upstream.protocol.AnswerHead;
import dev.eventgateway.server.upstream.protocol.Exchange;
import io.undertow.connector.PooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.xnio.channels.StreamSourceChannel;

/** Waits for the whole of an answer, which is bounded. */
final class CollectedAnswer implements Recipient {

    /** What an answer means. */
    interface Reading {

        /**
         * {@return the reply}
         *
         * @throws FunctionException if it is none
         */
        FunctionReply read(AnswerHead head, byte[] body);
    }

    private final UpstreamLimits limits;
    private final BodyBudget room;
    private final Reading reading;
    private final CompletableFuture<FunctionReply> answer;
    private int taken;

    /**
     * @param room what the answer is counted against until it is whole
     */
    CollectedAnswer(UpstreamLimits limits, BodyBudget room, Reading reading, CompletableFuture<FunctionReply> answer) {
        this.limits = limits;
        this.room = room;
        this.reading = reading;
        this.answer = answer;
    }

    @Override
    public void answered(Exchange exchange, AnswerHead head, Attempt attempt) {
        long announced = head.hasBody(exchange.isToHead()) ? head.length() : 0;
        if (announced > limits.maxAnswer()) {
            attempt.broke(Failures.tooLarge(limits.maxAnswer()));
            return;
        }
        Body body = new Body(head, attempt, announced);
        StreamSourceChannel source = exchange.answer();
        source.getReadSetter().set(body::read);
        body.read(source);
    }

    @Override
    public void failed(RuntimeException failure) {
        giveBack();
        answer.completeExceptionally(failure);
    }

    @Override
    public boolean isHeldUp() {
        return false;
    }

    @Override
    public boolean isServed() {
        return answer.isDone();
    }

    private void giveBack() {
        room.give(taken);
        taken = 0;
    }

    /** The body of an answer, as it comes in. */
    private final class Body {

        private final AnswerHead head;
        private final Attempt attempt;
        private final ByteCollector collected;

        Body(AnswerHead head, Attempt attempt, long announced) {
            this.head = head;
            this.attempt = attempt;
            this.collected = new ByteCollector(announced);
        }

        void read(StreamSourceChannel source) {
            try (PooledByteBuffer pooled = attempt.buffers().allocate()) {
                while (!attempt.isOver()) {
                    ByteBuffer piece = pooled.getBuffer().clear();
                    int count = source.read(piece);
                    if (count == 0) {
                        source.resumeReads();
                        return;
                    }
                    take(count, piece.flip());
                }
            } catch (IOException broken) {
                attempt.broke(Failures.connection(broken));
            }
        }

        private void take(int count, ByteBuffer piece) {
            if (count < 0) {
                attempt.read(head);
                attempt.call().finished();
                giveBack();
                complete(collected.toBytes());
            } else if (collected.size() + count > limits.maxAnswer()) {
                attempt.broke(Failures.tooLarge(limits.maxAnswer()));
            } else if (!room.take(count, taken)) {
                taken = 0;
                attempt.broke(Failures.noRoom());
            } else {
                taken += count;
                collected.add(piece);
            }
        }

        private void complete(byte[] bytes) {
            try {
                answer.complete(reading.read(head, bytes));
            } catch (FunctionException unusable) {
                answer.completeExceptionally(unusable);
            }
        }
    }
}
