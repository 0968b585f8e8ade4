package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.spi.TlsAlerts;
import java.net.InetSocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;

/** What ZooKeeper's failures mean to a caller of the store. */
final class Failures {

    private Failures() {}

    /** {@return why a connection was not made; empty if it is just that nobody is there} */
    static Optional<KvException> ofHandshake(InetSocketAddress server, Throwable cause) {
        boolean handshake = false;
        Throwable innermost = cause;
        for (Throwable told = cause; told != null; told = told.getCause()) {
            handshake |= told instanceof SSLException;
            innermost = told;
        }
        if (!handshake) {
            return Optional.empty();
        }
        String words = String.valueOf(innermost.getMessage());
        Reason reason = TlsAlerts.isClientRefused(cause) ? Reason.DENIED : Reason.UNAVAILABLE;
        return Optional.of(
                new KvException(reason, server.getHostString() + ":" + server.getPort() + ": " + words, cause));
    }

    /** {@return the failure of a call that cannot have changed anything} */
    static KvException ofRead(String doing, @Nullable Throwable cause) {
        return failure(doing, Reason.UNAVAILABLE, cause);
    }

    /** {@return the failure of a call that may have been carried out if its answer was lost} */
    static KvException ofWrite(String doing, @Nullable Throwable cause) {
        return failure(doing, Reason.INDETERMINATE, cause);
    }

    private static KvException failure(String doing, Reason answerLost, @Nullable Throwable cause) {
        if (!(cause instanceof KeeperException refused)) {
            return new KvException(Reason.FAILED, doing + ": " + cause, cause);
        }
        return new KvException(reason(refused.code(), answerLost), doing + ": " + words(refused), cause);
    }

    private static Reason reason(Code code, Reason answerLost) {
        return switch (code) {
            case CONNECTIONLOSS, SESSIONEXPIRED, SESSIONMOVED, OPERATIONTIMEOUT, REQUESTTIMEOUT -> answerLost;
            case NOTREADONLY, THROTTLEDOP -> Reason.UNAVAILABLE;
            case NOAUTH, AUTHFAILED, INVALIDACL, SESSIONCLOSEDREQUIRESASLAUTH -> Reason.DENIED;
            default -> Reason.FAILED;
        };
    }

    private static String words(KeeperException refused) {
        return switch (refused.code()) {
            case CONNECTIONLOSS -> "the connection was lost before ZooKeeper answered";
            case SESSIONEXPIRED -> "the ZooKeeper session ended before the answer";
            default -> "ZooKeeper says " + refused.getMessage();
        };
    }
}
