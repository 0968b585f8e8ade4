package dev.eventgateway.kv.consul;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.eventgateway.kv.Guard;
import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.kv.KvStores;
import dev.eventgateway.kv.Lease;
import dev.eventgateway.kv.Operation;
import dev.eventgateway.kv.Transaction;
import dev.eventgateway.kv.Watch.State;
import dev.eventgateway.kv.consul.Administrator.Token;
import dev.eventgateway.kv.contract.Overheard;
import dev.eventgateway.kv.contract.WatchRecorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a token allows, and what is made of one that does not: never an empty store. */
class ConsulTokenTest {

    private static final Key PREFIX = Key.of("config");
    private static final Key KEY = PREFIX.child("key");
    private static final int LASTING = 3;
    private static final Duration TTL = Duration.ofSeconds(10);
    private static final String SESSIONS = " session \"kv-leases\" { policy = \"write\" }";
    private static final String NODES = " node \"kv-leases\" { policy = \"write\" }";

    @TempDir
    static Path folder;

    private static Administrator administrator;

    private final String place = "tokens-" + UUID.randomUUID();
    private final List<KvStore> opened = new ArrayList<>();
    private KvStore owner;
    private WatchRecorder recorder;

    @BeforeAll
    static void startServer() {
        administrator = new Administrator(folder.resolve("server"));
    }

    @AfterAll
    static void stopServer() {
        administrator.close();
    }

    @BeforeEach
    void fill() {
        administrator.server().start();
        owner = open("&token=" + administrator.own());
        await().ignoreExceptions().until(() -> owner.put(PREFIX.child("0"), utf8("0")) > 0);
        for (int i = 1; i < LASTING; i++) {
            owner.put(PREFIX.child("" + i), utf8("" + i));
        }
        recorder = new WatchRecorder();
    }

    @AfterEach
    void close() {
        opened.forEach(KvStore::close);
    }

    @Test
    void everythingIsAllowedToATokenWithRightsOnThePrefixAndOnSessions() throws IOException {
        Path file = Files.writeString(
                folder.resolve("token"),
                administrator.token(writes("") + SESSIONS + NODES).secret() + "\n");
        KvStore store = open("&tokenFile=" + file);
        store.watch(PREFIX, recorder);
        recorder.awaitState(State.CONNECTED);

        store.put(KEY, utf8("1"));
        assertThat(store.get(KEY)).isPresent();
        assertThat(store.list(PREFIX).entries()).hasSize(LASTING + 1);
        Transaction guarded = Transaction.when(Guard.exists(KEY), Guard.absent(KEY.child("b")))
                .then(Operation.delete(KEY));
        assertThat(store.commit(guarded).committed()).isTrue();
        Lease lease = store.lease(TTL);
        store.put(KEY, utf8("2"), lease);
        recorder.awaitText(KEY, "2");
        restart();
        recorder.awaitState(State.CONNECTED);
        lease.close();
        recorder.awaitGone(KEY);
        assertThat(store.deleteTree(PREFIX)).isEqualTo(LASTING);
        recorder.awaitEntries(List.of());
        assertThat(recorder.resets()).isZero();
    }

    @Test
    void whoMayOnlyReadReadsAndWatchesAndIsToldThatHeMayNotWrite() {
        KvStore reader = open(administrator.token("key_prefix \"%s/\" { policy = \"read\" }".formatted(place)));
        reader.watch(PREFIX, recorder);

        recorder.awaitEqualTo(owner, PREFIX);
        assertThat(reader.get(PREFIX.child("1"))).isPresent();
        assertThat(reader.list(PREFIX)).isEqualTo(owner.list(PREFIX));
        assertDenied(() -> reader.put(KEY, utf8("1")));
        assertDenied(() -> reader.delete(PREFIX.child("1")));
        assertDenied(() -> reader.deleteTree(PREFIX));
        assertDenied(() -> reader.lease(TTL));
        assertThat(owner.list(PREFIX).entries()).hasSize(LASTING);
    }

    @Test
    void aNodeForLeasesIsNeededButWhoeverMayOnlyUseItUsesOneThatIsThere() {
        try (Administrator strict = new Administrator(folder.resolve("strict"))) {
            KvStore store = open(strict, strict.token(SESSIONS));
            assertDenied(() -> store.lease(TTL));
            open(strict, strict.token(SESSIONS + NODES)).lease(TTL).close();

            assertThat(store.lease(TTL).held()).isTrue();
        }
    }

    @Test
    void aTokenThatConsulDoesNotKnowIsDeniedEverything() {
        assertNothingIsAllowed(open("&token=" + UUID.randomUUID()));
    }

    @Test
    void aTokenWithoutRightsOnThePrefixIsDeniedEverything() {
        assertNothingIsAllowed(open(administrator.token("key_prefix \"elsewhere/\" { policy = \"write\" }")));
    }

    @Test
    void whoShowsNoTokenIsDeniedEverything() {
        assertNothingIsAllowed(open(""));
    }

    @Test
    void aTokenThatIsRevokedWhileAWatchRunsMakesItStaleAndNotEmpty() {
        owner.lease(TTL);
        Token token = administrator.token(writes("") + SESSIONS);
        KvStore store = open(token);
        store.watch(PREFIX, recorder);
        recorder.awaitState(State.CONNECTED);
        Lease lease = store.lease(TTL);
        store.put(KEY, utf8("1"), lease);
        recorder.awaitText(KEY, "1");

        administrator.revoke(token);

        recorder.awaitState(State.STALE);
        owner.put(PREFIX.child("unseen"), utf8("1"));
        assertDenied(() -> store.list(PREFIX));
        assertDenied(() -> store.put(KEY, utf8("2")));
        await().atMost(WatchRecorder.PATIENCE).until(() -> !lease.held());
        assertThat(recorder.entries()).hasSize(LASTING + 1);
        assertThat(recorder.resets()).isZero();
    }

    @Test
    void rightsThatAreWithdrawnAndGivenBackInterruptAWatchAndLoseNothing() {
        Token token = administrator.token(writes(""));
        open(token).watch(PREFIX, recorder);
        recorder.awaitState(State.CONNECTED);
        for (int round = 0; round < 2; round++) {
            administrator.change(token, SESSIONS);
            if (round == 1) {
                owner.put(PREFIX.child("meanwhile"), utf8("1"));
            }
            recorder.awaitState(State.STALE);
            owner.put(PREFIX.child("round"), utf8("" + round));
            administrator.change(token, writes(""));
            recorder.awaitState(State.CONNECTED);
            recorder.awaitEqualTo(owner, PREFIX);
        }

        assertThat(recorder.smallest()).isEqualTo(LASTING);
        assertThat(recorder.resets()).isZero();
    }

    @Test
    void aGuardOnWhatTheTokenMayNotReadIsNeitherFalselyHeldNorFalselyRefused() {
        KvStore store = open(administrator.token(
                writes("") + " key_prefix \"%s/config/secret/\" { policy = \"deny\" }".formatted(place)));
        Key there = Key.of("config/secret/there");
        Key missing = Key.of("config/secret/missing");
        long revision = owner.put(there, utf8("1"));
        Operation put = Operation.put(KEY, utf8("1"));

        assertThat(store.commit(Transaction.when(Guard.exists(missing)).then(put)))
                .isEqualTo(new Transaction.Refused(Guard.exists(missing)));
        assertThat(store.commit(Transaction.when(Guard.exists(there)).then(put)).committed())
                .isTrue();
        for (Guard guard : List.of(
                Guard.absent(missing),
                Guard.absent(there),
                Guard.unchanged(there, revision),
                Guard.unchanged(missing, 1))) {
            assertDenied(() -> store.commit(Transaction.when(guard).then(put)));
        }
        assertDenied(() -> store.get(there));
        assertDenied(() -> store.get(missing));
        assertDenied(() -> store.deleteTree(PREFIX));
        assertThat(owner.list(PREFIX).entries()).hasSize(LASTING + 2);
    }

    @Test
    void aSecretIsInNoLogAndInNoException() throws IOException {
        owner.lease(TTL);
        String right = administrator.token(writes("") + SESSIONS).secret();
        String wrong = UUID.randomUUID().toString();
        Path file = Files.writeString(folder.resolve("wrong"), wrong);
        try (Overheard overheard = new Overheard()) {
            KvStore store = open("&token=" + right);
            KvStore denied = open("&tokenFile=" + file);
            store.watch(PREFIX, recorder);
            denied.watch(PREFIX, new WatchRecorder());
            recorder.awaitState(State.CONNECTED);
            store.put(KEY, utf8("1"), store.lease(TTL));
            overheard.note(assertDenied(() -> denied.put(KEY, utf8("1"))));
            overheard.note(assertDenied(() -> denied.lease(TTL)));
            administrator.server().kill();
            recorder.awaitState(State.STALE);
            overheard.note(assertFails(Reason.UNAVAILABLE, () -> store.put(KEY, utf8("1"))));
            for (String uri : List.of(
                    "consul://h/p?token=" + right + "&tokenEnv=X",
                    "consul://h/p?token=" + right + "&unknown=1",
                    "consul://h:x/p?token=" + right,
                    "consul://h/p?token=" + right + "&tokenn=1")) {
                overheard.note(assertFails(Reason.INVALID, () -> KvStores.open(uri)));
            }
            opened.forEach(KvStore::close);

            assertThat(overheard.messages(Level.TRACE))
                    .as("something was heard")
                    .hasSizeGreaterThan(50);
            assertThat(overheard.text())
                    .contains("Executing request PUT /v1/txn", "ACL not found")
                    .doesNotContain(right, wrong);
        }
    }

    private void assertNothingIsAllowed(KvStore store) {
        try (Overheard overheard = new Overheard()) {
            store.watch(PREFIX, recorder);
            assertDenied(() -> store.get(KEY));
            assertDenied(() -> store.list(PREFIX));
            assertDenied(() -> store.exists(PREFIX.child("1")));
            assertDenied(() -> store.put(KEY, utf8("1")));
            assertDenied(() -> store.putIfAbsent(KEY, utf8("1")));
            assertDenied(() -> store.delete(PREFIX.child("1")));
            assertDenied(() -> store.deleteTree(PREFIX));
            assertDenied(() -> store.lease(TTL));
            await().until(() -> overheard.text().split("/=incarnation", -1).length > 10);

            assertThat(overheard.messages(Level.WARN))
                    .singleElement()
                    .asString()
                    .startsWith("watch on config: answered with 403");
        }
        assertThat(recorder.snapshots()).isZero();
        assertThat(owner.list(PREFIX).entries()).hasSize(LASTING);
    }

    private void restart() {
        administrator.server().kill();
        recorder.awaitState(State.STALE);
        administrator.server().start();
    }

    private String writes(String below) {
        return "key_prefix \"%s/%s\" { policy = \"write\" }".formatted(place, below);
    }

    private KvStore open(Token token) {
        return open(administrator, token);
    }

    private KvStore open(Administrator who, Token token) {
        return open(who, "&token=" + token.secret());
    }

    private KvStore open(String options) {
        return open(administrator, options);
    }

    private KvStore open(Administrator who, String options) {
        KvStore store = KvStores.open(who.server().uri(place) + "?timeout=1s" + options);
        opened.add(store);
        return store;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    private static KvException assertDenied(Runnable call) {
        return assertFails(Reason.DENIED, call);
    }

    private static KvException assertFails(Reason reason, Runnable call) {
        KvException failed = catchThrowableOfType(KvException.class, call::run);
        assertThat(failed).extracting(KvException::reason).isEqualTo(reason);
        return failed;
    }
}
