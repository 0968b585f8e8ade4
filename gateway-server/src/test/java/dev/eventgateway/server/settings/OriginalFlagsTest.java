package dev.eventgateway.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventgateway.event.SpecVersion;
import dev.eventgateway.server.settings.Settings.Logging;
import dev.eventgateway.server.settings.Settings.Store;
import dev.eventgateway.server.settings.Settings.Tls;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/** A command line of the first Event Gateway means here what it meant there. */
class OriginalFlagsTest {

    private static Settings settings(String... arguments) {
        return CommandLineSettings.parse(Map.of(), arguments).settings();
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(String... arguments) {
        return assertThatThrownBy(() -> settings(arguments)).isInstanceOf(UsageException.class);
    }

    @Test
    void everyFlagOfTheFirstGatewayIsTaken() {
        CommandLineSettings given = CommandLineSettings.parse(
                Map.of(),
                "-log-level",
                "warn",
                "-log-format=json",
                "-db-hosts",
                "h1:2379,h2:2379",
                "-dev=false",
                "-embed-peer-addr",
                "http://127.0.0.1:2380",
                "-embed-cli-addr",
                "http://127.0.0.1:2379",
                "-embed-data-dir",
                "default.etcd",
                "-config-port",
                "5001",
                "-events-port",
                "5000",
                "-config-tls-cert=a",
                "-config-tls-key=b",
                "-events-tls-cert=c",
                "-events-tls-key=d",
                "-workers",
                "7",
                "-workers-backlog",
                "8",
                "-version=false");
        Settings settings = given.settings();
        assertThat(given.version()).isFalse();
        assertThat(settings.logging()).isEqualTo(new Logging(Logging.Level.WARN, Logging.Format.JSON));
        assertThat(settings.store()).isEqualTo(new Store.External("etcd://h1:2379,h2:2379"));
        assertThat(settings.config().getPort()).isEqualTo(5001);
        assertThat(settings.events().getPort()).isEqualTo(5000);
        assertThat(settings.configTls()).contains(new Tls(Path.of("a"), Path.of("b"), Optional.empty()));
        assertThat(settings.eventsTls()).contains(new Tls(Path.of("c"), Path.of("d"), Optional.empty()));
        assertThat(settings.limits().workers()).isEqualTo(7);
        assertThat(settings.limits().backlog()).isEqualTo(8);
        assertThat(CommandLineSettings.parse(Map.of(), "-version").version()).isTrue();
    }

    @Test
    void emptyValuesAreTheDefaultsThatTheyWere() {
        Settings settings =
                settings("--dev", "--log-format=", "--db-hosts=", "--config-tls-cert=", "--config-tls-key=");
        assertThat(settings.logging().format()).isEqualTo(Logging.Format.TEXT);
        assertThat(settings.configTls()).isEmpty();
        assertThat(settings.store()).isInstanceOf(Store.Embedded.class);
    }

    @Test
    void etcdServersBesideDevAreTakenWithAWarning() {
        CommandLineSettings given = CommandLineSettings.parse(Map.of(), "--dev", "--db-hosts=127.0.0.1:2379");
        assertThat(given.settings().store()).isInstanceOf(Store.Embedded.class);
        assertThat(given.warnings()).containsExactly("--db-hosts has no effect: --dev runs a store of its own");
        assertThat(CommandLineSettings.parse(Map.of(), "--dev", "--db-hosts=").warnings())
                .isEmpty();
        assertThat(CommandLineSettings.parse(Map.of(), "--db-hosts=h:2379").warnings())
                .isEmpty();
    }

    @Test
    void anAddressOfTheEmbeddedEtcdIsTakenWithAWarning() {
        CommandLineSettings given =
                CommandLineSettings.parse(Map.of(), "--dev", "--embed-peer-addr=http://x:1", "--embed-cli-addr=y");
        assertThat(given.settings().store()).isInstanceOf(Store.Embedded.class);
        assertThat(given.warnings())
                .hasSize(2)
                .anyMatch(warning -> warning.startsWith("--embed-peer-addr has no effect"))
                .anyMatch(warning -> warning.startsWith("--embed-cli-addr has no effect"));
        assertThat(CommandLineSettings.parse(Map.of(), "--dev").warnings()).isEmpty();
    }

    @Test
    void d57TheLevelThatTheHelpOfTheFirstGatewayNamedIsOne() {
        assertThat(settings("--dev", "--log-level=err").logging().level()).isEqualTo(Logging.Level.ERROR);
        assertThat(settings("--dev", "--log-level=error").logging().level()).isEqualTo(Logging.Level.ERROR);
    }

    @Test
    void d57OneOfCertificateAndKeyAloneIsRefused() {
        for (String api : new String[] {"--events-tls", "--config-tls"}) {
            assertRefused("--dev", api + "-cert=a").hasMessageContaining(api + "-key");
            assertRefused("--dev", api + "-key=a").hasMessageContaining(api + "-cert");
            assertRefused("--dev", api + "-cert=a", api + "-key=").hasMessageContaining(api + "-key");
            assertRefused("--dev", api + "-client-ca=a").hasMessageContaining(api + "-client-ca needs");
            assertThat(settings("--dev", api + "-cert=a", api + "-key=b", api + "-client-ca=c"))
                    .extracting(api.startsWith("--events") ? Settings::eventsTls : Settings::configTls)
                    .isEqualTo(Optional.of(new Tls(Path.of("a"), Path.of("b"), Optional.of(Path.of("c")))));
        }
    }

    @Test
    void aPluginIsRefusedNamingItsSuccessor() {
        assertRefused("--dev", "--plugin=./a", "--plugin=./b").hasMessageContaining("--plugin", "Java", "--plugins");
    }

    @Test
    void etcdIsNamedInOneWayOnly() {
        assertRefused("--db-hosts=h:2379", "--store=etcd://h:2379").hasMessageContaining("--store and --db-hosts");
        for (String wrong : new String[] {"http://h:2379", "a,,b", ",", "a b", "user@h"}) {
            assertRefused("--db-hosts=" + wrong).hasMessageContaining("--db-hosts=" + wrong, "h1:2379,h2:2379");
        }
    }

    @Test
    void theGatewaysOwnEventsAreOfTheVersionThatWasAskedFor() {
        assertThat(settings("--dev").ownEvents()).isEqualTo(SpecVersion.V1_0);
        assertThat(settings("--dev", "--cloudevents-version=0.1").ownEvents()).isEqualTo(SpecVersion.V0_1);
        assertRefused("--dev", "--cloudevents-version=0.3").hasMessageContaining("expected 1.0 or 0.1");
    }
}
