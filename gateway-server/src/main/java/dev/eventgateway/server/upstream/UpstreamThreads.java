package dev.eventgateway.server.upstream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;

/** The server's I/O threads, as callers of functions. Safe for use by many threads. */
final class UpstreamThreads {

    private final List<UpstreamThread> all = new ArrayList<>();
    private final Map<XnioIoThread, UpstreamThread> byThread = new HashMap<>();
    private final AtomicInteger turn = new AtomicInteger();

    UpstreamThreads(XnioWorker worker, UpstreamLimits limits, Connector connector, Resolver resolver) {
        for (int number = 0; number < worker.getIoThreadCount(); number++) {
            XnioIoThread thread = worker.getIoThread(number);
            UpstreamThread upstream = new UpstreamThread(thread, limits, connector, resolver);
            all.add(upstream);
            byThread.put(thread, upstream);
        }
    }

    /** {@return the calling thread if it is one of them, else each in turn} */
    UpstreamThread nearest() {
        @Nullable XnioIoThread current = XnioIoThread.currentThread();
        UpstreamThread here = current == null ? null : byThread.get(current);
        return here == null ? all.get(Math.floorMod(turn.getAndIncrement(), all.size())) : here;
    }

    void close() {
        all.forEach(UpstreamThread::close);
    }
}
