package dev.eventgateway.kv.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which failures are for good, until somebody gives the client another certificate. */
class TlsAlertsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bad_certificate",
                "certificate_required",
                "certificate_expired",
                "certificate_unknown",
                "unknown_ca",
                "access_denied",
            })
    void anAlertAboutTheClientIsARefusal(String alert) {
        SSLException told = new SSLHandshakeException("Received fatal alert: " + alert);

        assertThat(TlsAlerts.isClientRefused(told)).isTrue();
        assertThat(TlsAlerts.isClientRefused(new IllegalStateException(new IOException(told))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Received fatal alert: internal_error",
                "Received fatal alert: handshake_failure",
                "Received close_notify during handshake",
                "unable to find valid certification path to requested target",
                "No subject alternative names matching IP address 127.0.0.1 found",
            })
    void anythingElseMayPass(String words) {
        assertThat(TlsAlerts.isClientRefused(new SSLHandshakeException(words))).isFalse();
    }

    @Test
    void onlyTlsItselfIsBelieved() {
        assertThat(TlsAlerts.isClientRefused(new IOException("Received fatal alert: certificate_required")))
                .isFalse();
        assertThat(TlsAlerts.isClientRefused(null)).isFalse();
    }
}
