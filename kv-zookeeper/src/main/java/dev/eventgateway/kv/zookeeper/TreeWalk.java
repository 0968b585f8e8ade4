package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.spi.Deadline;
import dev.eventgateway.kv.zookeeper.Link.Children;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Finds the nodes of a tree by their names, while it may be changing. */
final class TreeWalk {

    /** How many directories are asked for at a time. */
    private static final int AT_ONCE = 64;

    private final Link link;
    private final Paths paths;
    private final Supplier<Deadline> deadlines;
    private final String doing;

    TreeWalk(Link link, Paths paths, Supplier<Deadline> deadlines, String doing) {
        this.link = link;
        this.paths = paths;
        this.deadlines = deadlines;
        this.doing = doing;
    }

    Found find(Key prefix) {
        List<String> values = new ArrayList<>(List.of(paths.value(prefix)));
        Queue<String> directories = new ArrayDeque<>(List.of(paths.directory(prefix)));
        long newest = 0;
        while (!directories.isEmpty()) {
            for (Map.Entry<String, Children> one : children(directories).entrySet()) {
                newest = Math.max(newest, one.getValue().changed());
                sort(one.getKey(), one.getValue().names(), values, directories);
            }
        }
        return new Found(values, newest);
    }

    private static void sort(String directory, List<String> names, List<String> values, Queue<String> directories) {
        for (String name : names) {
            String path = directory + "/" + name;
            if (Paths.isValue(name)) {
                values.add(path);
            } else if (Paths.isDirectory(name)) {
                directories.add(path);
            }
        }
    }

    private Map<String, Children> children(Queue<String> directories) {
        Map<String, CompletableFuture<Children>> asked = new LinkedHashMap<>();
        while (asked.size() < AT_ONCE && !directories.isEmpty()) {
            String directory = directories.remove();
            asked.put(directory, link.children(directory));
        }
        Deadline deadline = deadlines.get();
        Map<String, Children> children = new LinkedHashMap<>();
        asked.forEach((directory, names) -> children.put(directory, Answers.read(names, deadline, doing)));
        return children;
    }

    /**
     * What stands in a tree.
     *
     * @param values where a value may stand at the prefix, and where values stand below it
     * @param newest the last transaction that made or removed one of those below. The server itself removes values, when
     *     a session ends; nothing else tells of it afterwards
     */
    record Found(List<String> values, long newest) {}
}
