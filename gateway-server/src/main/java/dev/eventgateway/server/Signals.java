package dev.eventgateway.server;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * SIGTERM and SIGINT: the first is waited for, the second ends the process at once. A shutdown hook hears the first only, and
 * leaves no say in the exit code; it is the way out where signals cannot be caught.
 */
final class Signals implements AutoCloseable {

    private static final int KILLED = 128;

    private final CountDownLatch first = new CountDownLatch(1);
    private final CountDownLatch obeyed = new CountDownLatch(1);
    private final AtomicBoolean received = new AtomicBoolean();

    /** {@return signals that are caught from now on} */
    static Signals caught() {
        Signals signals = new Signals();
        if (!List.of("TERM", "INT").stream().allMatch(signals::handle)) {
            Runtime.getRuntime().addShutdownHook(new Thread(signals::receiveAsHook, "shutdown"));
        }
        return signals;
    }

    /** Waits for the first signal. */
    void await() throws InterruptedException {
        first.await();
    }

    /** By reflection: {@code sun.misc.Signal} is on every JDK, but the compiler warns of it with no way to say that we know. */
    private boolean handle(String name) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            int number = (int) signal.getMethod("getNumber")
                    .invoke(signal.getConstructor(String.class).newInstance(name));
            InvocationHandler handling = (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                    receive(number);
                }
                return null;
            };
            Object ours = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, handling);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
            return true;
        } catch (ReflectiveOperationException | RuntimeException unavailable) {
            return false;
        }
    }

    /** What the first signal asked for is done. */
    @Override
    public void close() {
        obeyed.countDown();
    }

    private void receiveAsHook() {
        first.countDown();
        try {
            // The process ends with its last hook.
            obeyed.await();
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private void receive(int number) {
        if (received.getAndSet(true)) {
            Runtime.getRuntime().halt(KILLED + number);
        }
        first.countDown();
    }
}
