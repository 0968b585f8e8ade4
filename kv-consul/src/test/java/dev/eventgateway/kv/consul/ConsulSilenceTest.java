package dev.eventgateway.kv.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is made of an agent that does not answer. */
class ConsulSilenceTest extends ScriptedStore {

    @Test
    void aWriteThatIsNotAnsweredIsIndeterminateAndSentOnce() {
        agent.answers(200, MARKED);
        store.put(KEY, new byte[1]);
        long before = agent.requests("PUT");
        agent.follows(agent::keepSilent);

        assertFails(Reason.INDETERMINATE, () -> store.put(KEY, new byte[1]), "no answer from Consul within 1 s");
        assertThat(agent.requests("PUT")).isEqualTo(before + 1);
    }

    @Test
    void aReadThatIsNotAnsweredIsUnavailable() {
        agent.follows(agent::keepSilent);

        assertFails(Reason.UNAVAILABLE, () -> store.get(KEY), "get config/key: no answer from Consul within 1 s");
    }

    @Test
    void anAnswerThatNeverEndsIsCutOff() throws InterruptedException {
        CountDownLatch cut = new CountDownLatch(1);
        agent.follows(exchange -> {
            try {
                agent.trickle(exchange);
            } catch (IOException gone) {
                cut.countDown();
            }
        });

        assertFails(Reason.UNAVAILABLE, () -> store.list(PREFIX), "no answer");
        cut.await();
    }

    @Test
    void moreCallersThanThreadsAreAllToldInTime() throws Exception {
        agent.answers(200, MARKED);
        store.put(KEY, new byte[1]);
        agent.follows(agent::keepSilent);
        ExecutorService callers = Executors.newFixedThreadPool(50);
        List<Future<Reason>> told = callers.invokeAll(Collections.nCopies(50, this::reasonOfPut));
        callers.shutdown();

        for (Future<Reason> reason : told) {
            assertThat(reason.get()).isIn(Reason.INDETERMINATE, Reason.UNAVAILABLE);
        }
        agent.answers(200, MARKED);
        assertThat(store.put(KEY, new byte[1])).isEqualTo(3);
    }

    @Test
    void aStoreThatIsClosedTellsAllWhoWaitThatItIs() throws Exception {
        agent.follows(agent::keepSilent);
        store.watch(PREFIX, recorder);
        ExecutorService callers = Executors.newFixedThreadPool(50);
        List<Future<Reason>> told = IntStream.range(0, 50)
                .mapToObj(i -> callers.submit(() -> reason(() -> store.get(KEY))))
                .toList();
        callers.shutdown();
        await().until(() -> agent.requests("GET") > 16);
        store.close();

        for (Future<Reason> reason : told) {
            assertThat(reason.get()).isIn(Reason.CLOSED, Reason.UNAVAILABLE);
        }
        assertThat(told.get(49).get()).isEqualTo(Reason.CLOSED);
    }

    @Test
    void theNextAgentIsAskedWhereOneIsNotThere() {
        agent.shows(7, A1);
        try (KvStore several = KvStores.open("consul://127.0.0.1:1,127.0.0.1:2," + agent.address() + "/place")) {
            several.watch(PREFIX, recorder);

            assertThat(several.get(Key.of("nothing"))).isEmpty();
            recorder.awaitText(Key.of("config/a"), "1");
        }
    }

    private Reason reasonOfPut() {
        return reason(() -> store.put(KEY, new byte[1]));
    }

    private static Reason reason(Runnable call) {
        try {
            call.run();
            throw new AssertionError("a call that nobody answers returned");
        } catch (KvException told) {
            return told.reason();
        }
    }
}
