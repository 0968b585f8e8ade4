package dev.eventgateway.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets by option, file or environment, and shown by nothing. */
class SecretOptionTest {

    @TempDir
    Path folder;

    @Test
    void aSecretIsGivenAsItIsOrByFileOrByVariable() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "from a file\n");

        assertThat(revealed(Map.of("password", "plain"))).contains("plain");
        assertThat(revealed(Map.of("passwordFile", file.toString()))).contains("from a file");
        assertThat(revealed(Map.of("passwordEnv", "STORE_PASSWORD"))).contains("from the environment");
        assertThat(revealed(Map.of("other", "x"))).isEmpty();
    }

    @Test
    void aSecretThatIsNotWhereItShouldBeIsRefused() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty"), "\n");

        assertRefused(Map.of("passwordFile", "/does/not/exist"), "passwordFile=/does/not/exist");
        assertRefused(Map.of("passwordFile", empty.toString()), "is empty");
        assertRefused(Map.of("password", ""), "is empty");
        assertRefused(Map.of("passwordEnv", "NO_SUCH"), "passwordEnv=NO_SUCH: no such environment variable");
        assertRefused(
                Map.of("passwordEnv", "STORE_PASSWORD", "password", "hunter2"),
                "password and passwordEnv are given both");
    }

    @Test
    void neitherSecretNorUriShowsIt() {
        KvUri uri = KvUri.parse("etcd://localhost/p?user=root&password=hunter2");

        assertThat(uri.secret("password").orElseThrow().reveal()).isEqualTo("hunter2");
        assertThat(uri.secret("password").toString()).doesNotContain("hunter2");
        assertThat(uri.toString()).doesNotContain("hunter2", "root");
        assertThat(KvUri.secretOptions("password")).containsExactly("password", "passwordFile", "passwordEnv");
        assertThatExceptionOfType(KvException.class)
                .isThrownBy(() -> uri.requireOnly("user"))
                .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("hunter2"));
    }

    private static Optional<String> revealed(Map<String, String> options) {
        return option(options).value().map(Secret::reveal);
    }

    private static SecretOption option(Map<String, String> options) {
        return new SecretOption(
                "password", options, name -> name.equals("STORE_PASSWORD") ? "from the environment" : null);
    }

    private static void assertRefused(Map<String, String> options, String words) {
        assertThatExceptionOfType(KvException.class)
                .isThrownBy(() -> option(options).value())
                .withMessageContaining(words)
                .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("hunter2"))
                .extracting(KvException::reason)
                .isEqualTo(KvException.Reason.INVALID);
    }
}
