package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.spi.SegmentForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where keys stand among ZooKeeper's nodes, and back. Every key has a place of its own; other nodes are no keys. */
final class Paths {

    /** What ZooKeeper takes as (part of) the name of a node. */
    static final SegmentForm SEGMENT = new SegmentForm(Paths::isPlain);

    private static final String VALUE = ".v";
    private static final String DIRECTORY = ".d";
    private static final String TREE = "/tree";
    /** ZooKeeper keeps its own nodes there and lets nobody else write. */
    private static final String RESERVED = "zookeeper";

    private final List<String> foundations = new ArrayList<>();
    private final String root;
    private final String tree;

    Paths(Key prefix) {
        String path = "";
        for (String segment : prefix.segments()) {
            path += "/" + (path.isEmpty() && segment.equals(RESERVED) ? "=7Aookeeper" : SEGMENT.escaped(segment));
            foundations.add(path);
        }
        root = path;
        tree = root + TREE;
        foundations.add(tree);
    }

    /** {@return the node that every commit touches} */
    String root() {
        return root;
    }

    /** {@return the directory of all keys} */
    String tree() {
        return tree;
    }

    /** {@return the nodes that a store needs before its first commit, outermost first, {@link #root} among them} */
    List<String> foundations() {
        return List.copyOf(foundations);
    }

    /** {@return the node of the key's value} */
    String value(Key key) {
        return parent(key) + "/" + SEGMENT.escaped(key.name()) + VALUE;
    }

    /** {@return the directory that the key's value lies in} */
    String parent(Key key) {
        List<String> above = directories(key);
        return above.get(above.size() - 1);
    }

    /** {@return the directory of what lies below the key} */
    String directory(Key key) {
        return parent(key) + "/" + SEGMENT.escaped(key.name()) + DIRECTORY;
    }

    /** {@return the directories that the key's value lies in, outermost first} */
    List<String> directories(Key key) {
        List<String> directories = new ArrayList<>();
        StringBuilder path = new StringBuilder(tree);
        directories.add(tree);
        for (String segment : key.segments().subList(0, key.segments().size() - 1)) {
            path.append('/').append(SEGMENT.escaped(segment)).append(DIRECTORY);
            directories.add(path.toString());
        }
        return directories;
    }

    /** {@return the directory that the node {@code path} lies in} */
    static String parent(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }

    static boolean isValue(String path) {
        return path.endsWith(VALUE);
    }

    static boolean isDirectory(String path) {
        return path.endsWith(DIRECTORY);
    }

    /** {@return the key whose value stands at {@code path}; empty if it is no place of a value} */
    Optional<Key> key(String path) {
        if (!path.startsWith(tree + "/") || !isValue(path)) {
            return Optional.empty();
        }
        String[] names = path.substring(tree.length() + 1).split("/", -1);
        List<String> segments = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            Optional<String> segment = segment(names[i], i == names.length - 1 ? VALUE : DIRECTORY);
            if (segment.isEmpty()) {
                return Optional.empty();
            }
            segments.add(segment.get());
        }
        return key(segments);
    }

    private static Optional<Key> key(List<String> segments) {
        try {
            return Optional.of(new Key(segments));
        } catch (KvException foreign) {
            return Optional.empty();
        }
    }

    private static Optional<String> segment(String name, String suffix) {
        return name.endsWith(suffix)
                ? SEGMENT.unescaped(name.substring(0, name.length() - suffix.length()))
                : Optional.empty();
    }

    /** What the ZooKeeper client's path check lets through. */
    private static boolean isPlain(int character) {
        return character > 0x1f
                && (character < 0x7f || character > 0x9f)
                && (character < 0xd800 || character > 0xf8ff)
                && character < 0xfff0;
    }
}
