package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.Key;
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

    /** {@return where a value may stand at {@code prefix}, and where values stand below it} */
    List<String> values(Key prefix) {
        List<String> values = new ArrayList<>(List.of(paths.value(prefix)));
        Queue<String> directories = new ArrayDeque<>(List.of(paths.directory(prefix)));
        while (!directories.isEmpty()) {
            children(directories).forEach((directory, names) -> {
                for (String name : names) {
                    String path = directory + "/" + name;
                    if (Paths.isValue(name)) {
                        values.add(path);
                    } else if (Paths.isDirectory(name)) {
                        directories.add(path);
                    }
                }
            });
        }
        return values;
    }

    private Map<String, List<String>> children(Queue<String> directories) {
        Map<String, CompletableFuture<List<String>>> asked = new LinkedHashMap<>();
        while (asked.size() < AT_ONCE && !directories.isEmpty()) {
            String directory = directories.remove();
            asked.put(directory, link.children(directory));
        }
        Deadline deadline = deadlines.get();
        Map<String, List<String>> children = new LinkedHashMap<>();
        asked.forEach((directory, names) -> children.put(directory, Answers.read(names, deadline, doing)));
        return children;
    }
}
