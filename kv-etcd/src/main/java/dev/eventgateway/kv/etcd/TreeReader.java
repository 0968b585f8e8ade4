package dev.eventgateway.kv.etcd;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.kv.KvSnapshot;
import dev.eventgateway.kv.spi.Deadline;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads a tree at one revision, page by page. */
final class TreeReader {

    /** So many values of the largest size fit into one answer. */
    private static final int PAGE = 200;

    /** So many at most, as the next values may be larger than these. */
    private static final int LARGEST_PAGE = 1_000;

    private static final long SMALL_PAGE_BYTES = 4 * 1024 * 1024;

    private final Connection connection;
    private final Paths paths;
    private final Key prefix;
    private final Supplier<Deadline> deadlines;
    private final String doing;
    private int limit = PAGE;

    /** @param deadlines gives the deadline of each page */
    TreeReader(Connection connection, Paths paths, Key prefix, Supplier<Deadline> deadlines) {
        this.connection = connection;
        this.paths = paths;
        this.prefix = prefix;
        this.deadlines = deadlines;
        this.doing = "list " + prefix;
    }

    /** {@return the whole tree at one moment} */
    Listing list() {
        while (true) {
            Page first = page(List.of(whole(paths.mark()), whole(paths.place(prefix))), paths.below(prefix), 0);
            try {
                Optional<List<KvEntry>> entries = entries(first);
                if (entries.isPresent()) {
                    return new Listing(new KvSnapshot(first.revision(), entries.get()), first.incarnation());
                }
            } catch (KvException failed) {
                if (!Failures.isRevisionGone(failed)) {
                    throw failed;
                }
            }
        }
    }

    /** {@return what is on the first page and on those after it; empty if the store was replaced in between} */
    private Optional<List<KvEntry>> entries(Page first) {
        List<KvEntry> entries = new ArrayList<>();
        Page page = first;
        page.addTo(entries);
        while (page.isFollowed()) {
            page = page(List.of(whole(paths.mark())), page.next(), first.revision());
            if (!page.incarnation().equals(first.incarnation())) {
                return Optional.empty();
            }
            page.addTo(entries);
        }
        entries.sort(Comparator.comparing(KvEntry::key));
        return Optional.of(entries);
    }

    /**
     * {@return a page of what lies below the prefix}
     *
     * @param besides what to read at the same time
     * @param from where the page begins
     * @param revision at which to read; 0 is the present
     */
    private Page page(List<Op> besides, ByteSequence from, long revision) {
        Deadline deadline = deadlines.get();
        while (true) {
            try {
                Page page = new Page(read(deadline, besides, part(from, revision)));
                widen(page);
                return page;
            } catch (KvException failed) {
                // Somebody else may have put larger values there.
                if (!Failures.isAnswerTooLarge(failed) || limit == 1) {
                    throw failed;
                }
                limit /= 2;
            }
        }
    }

    /** Of small values more are read at a time: a tree of many takes too long otherwise. */
    private void widen(Page page) {
        if (page.bytes() < SMALL_PAGE_BYTES) {
            limit = Math.min(LARGEST_PAGE, 2 * limit);
        }
    }

    private TxnResponse read(Deadline deadline, List<Op> besides, Op part) {
        List<Op> all = new ArrayList<>(besides);
        all.add(part);
        return connection.attempt(
                deadline,
                link -> link.read(
                        deadline,
                        doing,
                        client -> client.getKVClient()
                                .txn()
                                .Then(all.toArray(Op[]::new))
                                .commit()));
    }

    private Op part(ByteSequence from, long revision) {
        return Op.get(
                from,
                GetOption.builder()
                        .withRange(paths.end(prefix))
                        .withLimit(limit)
                        .withRevision(revision)
                        .build());
    }

    private static Op whole(ByteSequence place) {
        return Op.get(place, GetOption.DEFAULT);
    }

    /** One answer: first which incarnation of the store it is from, last a part of the tree. */
    private final class Page {

        private final TxnResponse answer;
        private final GetResponse part;

        Page(TxnResponse answer) {
            List<GetResponse> all = answer.getGetResponses();
            this.answer = answer;
            this.part = all.get(all.size() - 1);
        }

        long revision() {
            return answer.getHeader().getRevision();
        }

        Optional<String> incarnation() {
            return answer.getGetResponses().get(0).getKvs().stream()
                    .map(mark -> mark.getValue().toString(StandardCharsets.UTF_8))
                    .findFirst();
        }

        long bytes() {
            return part.getKvs().stream()
                    .mapToLong(found -> found.getValue().size())
                    .sum();
        }

        boolean isFollowed() {
            return part.isMore();
        }

        ByteSequence next() {
            List<KeyValue> found = part.getKvs();
            return Paths.after(found.get(found.size() - 1).getKey());
        }

        void addTo(List<KvEntry> entries) {
            answer.getGetResponses().stream()
                    .flatMap(found -> found.getKvs().stream())
                    .forEach(found -> paths.entry(found).ifPresent(entries::add));
        }
    }
}
