package dev.eventgateway.kv.spi;

import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What a server says that does not like how it is spoken to by TLS. */
public final class TlsAlerts {

    /** How Java tells of such an alert. Others may also come of a line that is bad for a while. */
    private static final Pattern REFUSED =
            Pattern.compile("Received fatal alert: .*(certificate|unknown_ca|access_denied)");

    private TlsAlerts() {}

    /**
     * {@return whether a server has said that it does not accept the client's certificate, or wants one}
     *
     * @param failure in which, or in the causes of which, that is looked for
     */
    public static boolean isClientRefused(@Nullable Throwable failure) {
        for (Throwable told = failure; told != null; told = told.getCause()) {
            if (told instanceof SSLException
                    && REFUSED.matcher(String.valueOf(told.getMessage())).find()) {
                return true;
            }
        }
        return false;
    }
}
