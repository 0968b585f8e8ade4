package dev.eventgateway.server;

import dev.eventgateway.server.poll.PollingSelectors;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.DefaultByteBufferPool;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/**
 * All threads of a server: one I/O thread per core, which never block, and a bounded number that may, for the Config API. And
 * the buffers that the I/O threads share.
 */
final class Threads implements AutoCloseable {

    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int BUFFERS_PER_THREAD = 4;
    /** Without room in the pool each further buffer would be allocated, and freed, for one use. */
    private static final int BUFFERS_KEPT = 1_024;

    private static final int TLS_THREADS = 8;
    private static final int READ_THREADS = 2;
    private static final int WRITE_THREADS = 8;
    private static final int MOST_WAITING = 256;
    private static final long PATIENCE_SECONDS = 2;

    private final XnioWorker worker;
    private final ByteBufferPool buffers =
            new DefaultByteBufferPool(true, BUFFER_BYTES, BUFFERS_KEPT, BUFFERS_PER_THREAD);
    private final ThreadPoolExecutor reads = tasks("config-read-", READ_THREADS);
    private final ThreadPoolExecutor writes = tasks("config-write-", WRITE_THREADS);

    Threads() {
        PollingSelectors.install();
        try {
            worker = Xnio.getInstance(Threads.class.getClassLoader())
                    .createWorker(OptionMap.builder()
                            .set(Options.WORKER_NAME, "gateway")
                            .set(Options.WORKER_IO_THREADS, Runtime.getRuntime().availableProcessors())
                            .set(Options.WORKER_TASK_CORE_THREADS, 1)
                            .set(Options.WORKER_TASK_MAX_THREADS, TLS_THREADS)
                            .getMap());
        } catch (IOException failure) {
            throw new StartException(
                    "no I/O threads: " + failure.getMessage() + "; check the limit of open files", failure);
        }
    }

    private static ThreadPoolExecutor tasks(String name, int count) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                count,
                count,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING),
                task -> new Thread(task, name + number.incrementAndGet()));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** {@return the I/O threads} */
    XnioWorker worker() {
        return worker;
    }

    /** {@return the buffers of the I/O threads} */
    ByteBufferPool buffers() {
        return buffers;
    }

    /** {@return the threads that answer from memory; they reject what they cannot do soon} */
    Executor reads() {
        return reads;
    }

    /** {@return the threads that may wait for the store; they reject what they cannot do soon} */
    Executor writes() {
        return writes;
    }

    @Override
    public void close() {
        reads.shutdownNow();
        writes.shutdownNow();
        worker.shutdown();
        try {
            if (!worker.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                worker.shutdownNow();
            }
            reads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
            writes.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException hurry) {
            worker.shutdownNow();
            Thread.currentThread().interrupt();
        }
        buffers.close();
    }
}
