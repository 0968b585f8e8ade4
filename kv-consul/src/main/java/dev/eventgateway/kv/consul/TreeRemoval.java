package dev.eventgateway.kv.consul;

import com.ecwid.consul.v1.ConsulRawClient;
import dev.eventgateway.kv.Key;

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
        return connection.write(doing, deadline, client -> send(client, body));
    }

    private long send(ConsulRawClient client, String body) {
        Answer answer = Answer.of(client.makePutRequest(Steps.ENDPOINT, body));
        answer.problem().ifPresent(problem -> {
            throw problem.failure(doing);
        });
        return answer.pairs().stream()
                .flatMap(pair -> paths.key(pair.path()).stream())
                .filter(key -> key.startsWith(prefix))
                .count();
    }
}
