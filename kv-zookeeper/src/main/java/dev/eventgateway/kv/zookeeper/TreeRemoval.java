package dev.eventgateway.kv.zookeeper;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvException.Reason;
import dev.eventgateway.kv.spi.Deadline;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.zookeeper.Op;

/** Removes a tree, in parts of which each goes at once. */
final class TreeRemoval {

    /** How many values go at once, unless their paths are long. */
    private static final int AT_ONCE = 500;
    /** How many bytes of paths, at three for a character, go at once. */
    private static final int LONGEST = 200_000;

    /** What would say of the whole that nothing of it is gone. */
    private static final Set<Reason> UNCHANGED = EnumSet.of(Reason.UNAVAILABLE, Reason.DENIED, Reason.INTERRUPTED);

    private final Links links;
    private final Paths paths;
    private final Key prefix;
    private final String doing;

    TreeRemoval(Links links, Paths paths, Key prefix) {
        this.links = links;
        this.paths = paths;
        this.prefix = prefix;
        this.doing = "delete the tree " + prefix;
    }

    /** {@return how many values were removed} */
    long run(Deadline deadline) {
        List<String> values = links.attempt(deadline, link -> values(link, deadline));
        long removed = 0;
        while (!values.isEmpty()) {
            List<String> part = part(values);
            try {
                removed += remove(new ArrayList<>(part), deadline);
            } catch (KvException failed) {
                throw removed > 0 && UNCHANGED.contains(failed.reason()) ? partly(removed, failed) : failed;
            }
            part.clear();
        }
        return removed;
    }

    private KvException partly(long removed, KvException failed) {
        return new KvException(
                Reason.INDETERMINATE,
                doing + ": " + removed + " entries are gone, but not all: " + failed.getMessage(),
                failed);
    }

    private List<String> values(Link link, Deadline deadline) {
        Answers.read(link.sync(), deadline, doing);
        return new TreeWalk(link, paths, () -> deadline, doing).find(prefix).values();
    }

    private static List<String> part(List<String> values) {
        int end = 0;
        for (long length = 0; end < values.size() && end < AT_ONCE && length < LONGEST; end++) {
            length += values.get(end).length();
        }
        return values.subList(0, end);
    }

    /** Whatever is gone already is left out, and the rest tried again. */
    private int remove(List<String> values, Deadline deadline) {
        while (!values.isEmpty()) {
            if (deadline.passed()) {
                throw new KvException(Reason.INDETERMINATE, doing + ": not all of it is gone after " + deadline);
            }
            Link.Written written = Answers.written(links.link(deadline).write(deletes(values)), deadline, doing);
            if (written.done()) {
                return values.size();
            }
            values.remove(written.conflict());
        }
        return 0;
    }

    private List<Op> deletes(List<String> values) {
        List<Op> operations = new ArrayList<>();
        Set<String> directories = new LinkedHashSet<>();
        for (String value : values) {
            operations.add(Op.delete(value, -1));
            directories.add(Paths.parent(value));
        }
        directories.forEach(directory -> operations.add(Steps.touch(directory)));
        operations.add(Steps.touch(paths.root()));
        return operations;
    }
}
