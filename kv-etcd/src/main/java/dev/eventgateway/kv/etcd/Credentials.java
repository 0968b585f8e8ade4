package dev.eventgateway.kv.etcd;

import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvUri;
import dev.eventgateway.kv.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who to be to etcd, as the options {@code user} and {@code password} say.
 *
 * @param user the name
 * @param password that goes with it
 */
record Credentials(String user, Secret password) {

    /** The names of the options. */
    static final List<String> OPTIONS = options();

    private static final String USER = "user";
    private static final String PASSWORD = "password";

    /** {@return what the options of {@code uri} say; empty if they say nothing} */
    static Optional<Credentials> of(KvUri uri) {
        Optional<String> user = Optional.ofNullable(uri.options().get(USER));
        Optional<Secret> password = uri.secret(PASSWORD);
        if (user.isPresent() != password.isPresent()
                || user.filter(String::isEmpty).isPresent()) {
            throw new KvException(
                    KvException.Reason.INVALID,
                    "store options user and password belong together, expected both or none");
        }
        return user.map(name -> new Credentials(name, password.get()));
    }

    private static List<String> options() {
        List<String> options = new ArrayList<>(KvUri.secretOptions(PASSWORD));
        options.add(0, USER);
        return List.copyOf(options);
    }
}
