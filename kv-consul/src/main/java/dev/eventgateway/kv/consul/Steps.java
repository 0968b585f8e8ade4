package dev.eventgateway.kv.consul;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.eventgateway.kv.KvException;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;

/** The operations of one transaction of Consul, which carries them out in this order, all or none. */
final class Steps {

    static final String ENDPOINT = "/v1/txn";

    /** Consul's own limit, unless it is configured with another. */
    private static final int LONGEST_BODY = 512 * 1024;

    /** Consul's own limit before 1.14, twice as many later. */
    private static final int MOST = 64;
    /** Flags have up to 64 bits in Consul, but other tools that read its JSON lose some of those. */
    private static final long MOST_FLAGS = 1L << 53;

    private final JsonArray steps = new JsonArray();

    /** Fails unless there is an entry. Consul has no check for that, but getting what is not there fails. */
    void checkExists(String path) {
        add("get", path);
    }

    /** Fails if there is an entry. */
    void checkAbsent(String path) {
        add("check-not-exists", path);
    }

    /** Fails unless there is an entry with that index. */
    void checkIndex(String path, long index) {
        // No entry has index 0, and Consul cannot read a negative one.
        add("check-index", path).addProperty("Index", Math.max(0, index));
    }

    /** The entry stays in the session that it is in, if any. */
    void set(String path, byte[] value) {
        addPut("set", path, value);
    }

    /** Puts the entry into {@code session}; fails if it is in another. */
    void lock(String path, byte[] value, String session) {
        addPut("lock", path, value).addProperty("Session", session);
    }

    void delete(String path) {
        add("delete", path);
    }

    /** Tells of every entry whose path begins so. */
    void getTree(String path) {
        add("get-tree", path);
    }

    /** Deletes every entry whose path begins so. */
    void deleteTree(String path) {
        add("delete-tree", path);
    }

    /** {@return whether Consul takes so many and so much} */
    boolean fit() {
        return steps.size() <= MOST && steps.toString().length() <= LONGEST_BODY;
    }

    /**
     * {@return the body of the request}
     *
     * @throws KvException with TOO_LARGE if Consul would not take it
     */
    String body(String doing) {
        String body = steps.toString();
        if (body.length() > LONGEST_BODY) {
            throw new KvException(
                    KvException.Reason.TOO_LARGE,
                    doing + ": takes " + body.length() + " bytes as a request, the limit of Consul is " + LONGEST_BODY);
        }
        return body;
    }

    private JsonObject addPut(String verb, String path, byte[] value) {
        JsonObject put = add(verb, path);
        put.addProperty("Value", Base64.getEncoder().encodeToString(value));
        // A put of the same value and flags is no write to Consul: these are not the same.
        put.addProperty("Flags", ThreadLocalRandom.current().nextLong(MOST_FLAGS));
        return put;
    }

    private JsonObject add(String verb, String path) {
        JsonObject step = new JsonObject();
        step.addProperty("Verb", verb);
        step.addProperty("Key", path);
        JsonObject wrapped = new JsonObject();
        wrapped.add("KV", step);
        steps.add(wrapped);
        return step;
    }
}
