package dev.eventgateway.kv.spi;

import static dev.eventgateway.kv.spi.Diary.delete;
import static dev.eventgateway.kv.spi.Diary.entry;
import static dev.eventgateway.kv.spi.Diary.listing;
import static dev.eventgateway.kv.spi.Diary.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.kv.Key;
import dev.eventgateway.kv.Watch;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the listener is told of what a back end saw. */
class WatchFeedTest {

    private final Diary diary = new Diary();
    private final WatchFeed feed = new WatchFeed(Key.of("t"), diary, closed -> {});

    @AfterEach
    void close() {
        feed.close();
    }

    @Test
    void theFirstListingIsTheSnapshotAndComesBeforeAnyState() {
        feed.connected();
        feed.snapshot(listing(5, entry("t/a", "1", 3), entry("t/b", "2", 5)));

        diary.awaitLines("@5 t/a=1:3 t/b=2:5", "CONNECTED");
    }

    @Test
    void anEmptyTreeIsASnapshotToo() {
        feed.snapshot(listing(5));

        diary.awaitLines("@5");
    }

    @Test
    void changesSeenBeforeTheFirstListingAreToldAfterItWhereTheyAreNewer() {
        feed.changes(List.of(put("t/a", "old", 3), put("t/b", "new", 6)));
        feed.changes(List.of(delete("t/c", 7), put("t/b", "older", 4)));
        feed.snapshot(listing(5, entry("t/a", "1", 4), entry("t/c", "3", 5)));

        diary.awaitLines("@5 t/a=1:4 t/c=3:5", "+t/b=new:6 -t/c:7");
    }

    @Test
    void aResetForgetsWhatWasSeenBeforeTheFirstListing() {
        feed.changes(List.of(put("t/a", "of another store", 300)));
        feed.reset(listing(5));

        diary.awaitLines("@5");
    }

    @Test
    void changesArriveInTheOrderOfRevisions() {
        feed.snapshot(listing(1, entry("t/x", "0", 1)));
        diary.awaitLines("@1 t/x=0:1");
        feed.changes(List.of(put("t/b", "2", 3), put("t/a", "1", 2), delete("t/x", 4)));

        diary.awaitLines("@1 t/x=0:1", "+t/a=1:2 +t/b=2:3 -t/x:4");
    }

    @Test
    void aDeleteOfWhatIsNotThereIsNoNewsButAnOlderPutDoesNotUndoIt() {
        feed.snapshot(listing(1));
        diary.awaitLines("@1");
        feed.changes(List.of(delete("t/a", 4)));
        feed.changes(List.of(delete("t/a", 6), put("t/b", "1", 6)));
        diary.awaitLines("@1", "+t/b=1:6");
        feed.changes(List.of(put("t/a", "late", 5), put("t/b", "2", 7)));
        diary.awaitLines("@1", "+t/b=1:6", "+t/b=2:7");
        feed.changes(List.of(put("t/a", "new", 8)));

        diary.awaitLines("@1", "+t/b=1:6", "+t/b=2:7", "+t/a=new:8");
    }

    @Test
    void changesThatAreNotNewerThanWhatIsKnownOfTheirKeyAreIgnored() {
        feed.snapshot(listing(5, entry("t/a", "1", 3)));
        diary.awaitLines("@5 t/a=1:3");
        feed.changes(List.of(put("t/a", "0", 2), put("t/b", "listed as absent", 5), delete("t/a", 4)));
        feed.changes(List.of(put("t/a", "2", 6)));
        diary.awaitLines("@5 t/a=1:3", "+t/a=2:6");
        feed.changes(List.of(put("t/a", "2", 6)));
        feed.changes(List.of(delete("t/a", 8)));
        diary.awaitLines("@5 t/a=1:3", "+t/a=2:6", "-t/a:8");
        feed.changes(List.of(put("t/a", "late", 7)));
        feed.changes(List.of(delete("t/a", 8)));
        feed.changes(List.of(put("t/c", "last", 9)));

        diary.awaitLines("@5 t/a=1:3", "+t/a=2:6", "-t/a:8", "+t/c=last:9");
    }

    @Test
    void aChangeThatComesLateIsNotLost() {
        feed.snapshot(listing(5));
        diary.awaitLines("@5");
        feed.changes(List.of(put("t/a", "1", 12)));
        diary.awaitLines("@5", "+t/a=1:12");
        feed.changes(List.of(put("t/b", "2", 11)));

        diary.awaitLines("@5", "+t/a=1:12", "+t/b=2:11");
    }

    @Test
    void onlyWhatLiesAtOrBelowThePrefixCounts() {
        feed.snapshot(listing(5, entry("s", "0", 1), entry("t", "1", 2), entry("t/a", "2", 3), entry("ta", "3", 4)));
        diary.awaitLines("@5 t=1:2 t/a=2:3");
        feed.changes(List.of(put("ta", "4", 6), put("t/b", "5", 7), delete("s", 8)));

        diary.awaitLines("@5 t=1:2 t/a=2:3", "+t/b=5:7");
    }

    @Test
    void aLaterListingArrivesAsWhatChangedSinceThen() {
        feed.snapshot(listing(5, entry("t/a", "1", 3), entry("t/b", "2", 4), entry("t/c", "3", 5)));
        diary.awaitLines("@5 t/a=1:3 t/b=2:4 t/c=3:5");
        feed.snapshot(listing(9, entry("t/a", "1", 3), entry("t/b", "4", 8), entry("t/d", "5", 7)));

        diary.awaitLines("@5 t/a=1:3 t/b=2:4 t/c=3:5", "+t/d=5:7 +t/b=4:8 -t/c:9");
    }

    @Test
    void aListingWithoutNewsIsNotTold() {
        feed.snapshot(listing(5, entry("t/a", "1", 3)));
        diary.awaitLines("@5 t/a=1:3");
        feed.snapshot(listing(8, entry("t/a", "1", 3)));
        feed.changes(List.of(put("t/b", "contained in the listing", 8)));
        feed.changes(List.of(put("t/b", "2", 9)));

        diary.awaitLines("@5 t/a=1:3", "+t/b=2:9");
    }

    @Test
    void whatOneTransactionWroteMayBeToldInPartsButNeverTwice() {
        feed.snapshot(listing(5));
        diary.awaitLines("@5");
        feed.changes(List.of(put("t/a", "1", 7)));
        diary.awaitLines("@5", "+t/a=1:7");
        feed.snapshot(listing(7, entry("t/a", "1", 7), entry("t/b", "2", 7)));

        diary.awaitLines("@5", "+t/a=1:7", "+t/b=2:7");
    }

    @Test
    void aListingOfALowerRevisionIsAReset() {
        feed.snapshot(listing(50, entry("t/a", "1", 40)));
        diary.awaitLines("@50 t/a=1:40");
        feed.snapshot(listing(3, entry("t/b", "2", 2)));
        diary.awaitLines("@50 t/a=1:40", "@3 t/b=2:2");
        feed.changes(List.of(put("t/a", "new life", 4)));

        diary.awaitLines("@50 t/a=1:40", "@3 t/b=2:2", "+t/a=new life:4");
    }

    @Test
    void aListingThatHoldsWhatShouldHaveBeenSeenEarlierIsAReset() {
        feed.snapshot(listing(5));
        diary.awaitLines("@5");
        feed.changes(List.of(put("t/a", "1", 12)));
        diary.awaitLines("@5", "+t/a=1:12");
        feed.snapshot(listing(13, entry("t/a", "1", 12), entry("t/b", "missed", 11)));

        diary.awaitLines("@5", "+t/a=1:12", "@13 t/a=1:12 t/b=missed:11");
    }

    @Test
    void aListingThatBringsADeletedEntryBackIsAReset() {
        feed.snapshot(listing(5, entry("t/a", "1", 4)));
        diary.awaitLines("@5 t/a=1:4");
        feed.changes(List.of(delete("t/a", 6)));
        diary.awaitLines("@5 t/a=1:4", "-t/a:6");
        feed.snapshot(listing(6, entry("t/a", "1", 4)));

        diary.awaitLines("@5 t/a=1:4", "-t/a:6", "@6 t/a=1:4");
    }

    @Test
    void aListingThatKnowsTheRevisionOfAnEntryButAnotherValueIsAReset() {
        feed.snapshot(listing(5, entry("t/a", "1", 4)));
        diary.awaitLines("@5 t/a=1:4");
        feed.snapshot(listing(6, entry("t/a", "2", 4)));

        diary.awaitLines("@5 t/a=1:4", "@6 t/a=2:4");
    }

    @Test
    void aListingThatLacksAnEntryOfItsOwnRevisionIsAReset() {
        feed.snapshot(listing(5, entry("t/a", "1", 5)));
        diary.awaitLines("@5 t/a=1:5");
        feed.snapshot(listing(5));

        diary.awaitLines("@5 t/a=1:5", "@5");
    }

    @Test
    void aResetReplacesEverythingWhateverItsRevision() {
        feed.snapshot(listing(5, entry("t/a", "1", 4)));
        diary.awaitLines("@5 t/a=1:4");
        feed.reset(listing(8, entry("t/a", "1", 4)));
        diary.awaitLines("@5 t/a=1:4", "@8 t/a=1:4");
        feed.reset(listing(2));
        diary.awaitLines("@5 t/a=1:4", "@8 t/a=1:4", "@2");
        feed.changes(List.of(put("t/a", "3", 3)));

        diary.awaitLines("@5 t/a=1:4", "@8 t/a=1:4", "@2", "+t/a=3:3");
    }

    @Test
    void eachStateIsToldOnceAndInOrderWithTheData() {
        feed.snapshot(listing(1));
        feed.connected();
        feed.connected();
        diary.awaitLines("@1", "CONNECTED");
        feed.stale();
        feed.stale();
        feed.snapshot(listing(2, entry("t/a", "1", 2)));
        feed.connected();

        diary.awaitLines("@1", "CONNECTED", "STALE", "+t/a=1:2", "CONNECTED");
    }

    @Test
    void theStateIsTheOneFedLastAndStaleOnceClosed() {
        assertThat(feed.state()).isEqualTo(Watch.State.STALE);
        feed.connected();
        assertThat(feed.state()).isEqualTo(Watch.State.CONNECTED);
        feed.close();

        assertThat(feed.state()).isEqualTo(Watch.State.STALE);
    }

    @Test
    void whatIsFedAfterTheEndIsIgnored() {
        feed.close();
        feed.snapshot(listing(1));
        feed.connected();

        assertThat(diary.lines()).isEmpty();
        assertThat(feed.state()).isEqualTo(Watch.State.STALE);
        assertThat(feed.prefix()).isEqualTo(Key.of("t"));
    }
}
