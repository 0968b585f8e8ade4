package dev.eventgateway.catalog;

import static dev.eventgateway.catalog.Desk.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.catalog.CatalogException.Reason;
import dev.eventgateway.kv.KvStore;
import dev.eventgateway.routing.CorsRule;
import dev.eventgateway.routing.EventType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** D54: lists in pages. */
class PageTest {

    private final KvStore store = KvStore.inMemory();
    private final Desk desk = new Desk(store);
    private final Section<EventType> eventTypes = desk.eventTypes();

    @AfterEach
    void close() {
        desk.close();
        store.close();
    }

    private void create(String name, Map<String, String> metadata) {
        eventTypes.create(new EventType("default", name, Optional.empty(), metadata));
    }

    private static List<String> names(Page<EventType> page) {
        return page.documents().stream().map(EventType::name).toList();
    }

    @Test
    void d54PagesTogetherAreTheListAscending() {
        List<String> names = IntStream.range(0, 25).mapToObj(i -> "n" + i).toList();
        names.forEach(name -> create(name, Map.of()));
        List<String> seen = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        int pages = 0;
        do {
            Page<EventType> page = eventTypes.page("default", Map.of(), cursor, 10);
            seen.addAll(names(page));
            cursor = page.next();
            pages++;
        } while (cursor.isPresent());

        assertThat(pages).isEqualTo(3);
        assertThat(seen).isEqualTo(names.stream().sorted().toList());
    }

    @Test
    void aPageThatIsJustFullIsTheLastIfNothingFollows() {
        create("a", Map.of());
        create("b", Map.of());

        assertThat(eventTypes.page("default", Map.of(), Optional.empty(), 2).next())
                .isEmpty();
        assertThat(eventTypes.page("default", Map.of(), Optional.empty(), 1).next())
                .contains("a");
        assertThat(eventTypes.page("default", Map.of(), Optional.of("b"), 1))
                .isEqualTo(new Page<>(List.of(), Optional.empty()));
        assertThat(eventTypes
                        .page("nowhere", Map.of(), Optional.of("b"), Integer.MAX_VALUE)
                        .documents())
                .isEmpty();
    }

    @Test
    void pagesAreFullOfWhatTheFilterLetsThrough() {
        for (String name : List.of("a", "b", "c", "d", "e")) {
            create(name, name.equals("b") ? Map.of() : Map.of("k", "v"));
        }
        Page<EventType> first = eventTypes.page("default", Map.of("k", "v"), Optional.empty(), 2);
        Page<EventType> second = eventTypes.page("default", Map.of("k", "v"), first.next(), 2);

        assertThat(names(first)).containsExactly("a", "c");
        assertThat(names(second)).containsExactly("d", "e");
        assertThat(second.next()).isEmpty();
    }

    @Test
    void whoGoesOnMissesNothingAndSeesNothingTwiceWhateverComesAndGoes() {
        for (String name : List.of("b", "d", "f")) {
            create(name, Map.of());
        }
        Page<EventType> first = eventTypes.page("default", Map.of(), Optional.empty(), 2);
        eventTypes.delete("default", "d");
        create("a", Map.of());
        create("e", Map.of());

        assertThat(names(first)).containsExactly("b", "d");
        assertThat(names(eventTypes.page("default", Map.of(), first.next(), 2))).containsExactly("e", "f");
    }

    @Test
    void aRuleIsACursorByItsId() {
        desk.corsRules().create(CorsRule.of("GET", "/a"));
        desk.corsRules().create(CorsRule.of("GET", "/b"));
        Page<CorsRule> first = desk.corsRules().page("default", Map.of(), Optional.empty(), 1);

        assertThat(first.next()).contains("GET%2Fa");
        assertThat(desk.corsRules().page("default", Map.of(), first.next(), 1).documents())
                .extracting(CorsRule::path)
                .containsExactly("/b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "..", "\ud800"})
    void aCursorThatCannotBeANameIsRefused(String cursor) {
        refused(Reason.INVALID, () -> eventTypes.page("default", Map.of(), Optional.of(cursor), 1))
                .hasMessageStartingWith("Cursor: expected");
    }
}
