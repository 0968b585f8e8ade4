package dev.eventgateway.kv.consul;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.spi.Deadline;

/** Removes a tree, all of it at once. */
final class TreeRemoval {

    private final Connection connection;
    private final Paths paths;
    private final Key prefix;
    private final String doing;

    TreeRemoval(Connection connection, Paths paths, Key prefix) {
        this.connection = connection;
        this.paths = paths;
        this.prefix = prefix;
        this.doing = "delete the tree " + prefix;
    }

    /** {@return how many values were removed} */
    long run(Deadline deadline) {
        String path = paths.path(prefix);
        Steps steps = new Steps();
        steps.getTree(path);
        steps.delete(path);
        steps.deleteTree(path + "/");
        String body = steps.body(doing);
        return removed(connection.write(doing, deadline, client -> Answer.to(body, client)));
    }

    private long removed(Answer answer) {
        answer.problem().ifPresent(problem -> {
            throw problem.failure(doing);
        });
        return answer.pairs().stream()
                .flatMap(pair -> paths.key(pair.path()).stream())
                .filter(key -> key.startsWith(prefix))
                .count();
    }
}
