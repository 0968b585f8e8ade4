package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvUri;
import dev.eventgateway.kv.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who a store is to ZooKeeper, by its scheme {@code digest}: whoever names the same user and password is the same. The
 * servers keep no list of users; a wrong password is noticed at a node that another one made.
 *
 * @param user without a colon
 * @param password belongs to it
 */
record Credentials(String user, Secret password) {

    /** ZooKeeper's name for this kind of credentials. */
    static final String SCHEME = "digest";
    /** The names of the options. */
    static final List<String> OPTIONS = options();

    private static final String USER = "user";
    private static final String PASSWORD = "password";

    /** {@return what the options of {@code uri} say} */
    static Optional<Credentials> of(KvUri uri) {
        Optional<String> user = Optional.ofNullable(uri.options().get(USER));
        Optional<Secret> password = uri.secret(PASSWORD);
        if (user.isPresent() != password.isPresent()) {
            throw invalid("store options user and password belong together, found only one of them");
        }
        if (user.filter(name -> name.isEmpty() || name.contains(":")).isPresent()) {
            throw invalid("store option user: expected a name without a colon");
        }
        return user.map(name -> new Credentials(name, password.orElseThrow()));
    }

    /** {@return what ZooKeeper is told} */
    byte[] digest() {
        return (user + ":" + password.reveal()).getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> options() {
        List<String> names = new ArrayList<>(List.of(USER));
        names.addAll(KvUri.secretOptions(PASSWORD));
        return List.copyOf(names);
    }

    private static KvException invalid(String message) {
        return new KvException(KvException.Reason.INVALID, message);
    }
}
