package dev.eventgateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.function.Functions;
import dev.eventgateway.function.HttpFunctionProvider;
import dev.eventgateway.kv.KvEntry;
import dev.eventgateway.kv.KvException;
import dev.eventgateway.routing.RoutingTable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The way into the decoder of the Config API, for bytes from a fuzzer. It ends well if the bytes are a document that is the same when
 * it comes back from the store, or are refused with a reason.
 */
public final class FuzzedDocuments {

    private static final Documents DOCUMENTS = Documents.of(
            Functions.of(List.of(new HttpFunctionProvider(Duration.ofSeconds(1), 1), new VaultProvider())));

    private FuzzedDocuments() {}

    /** A body that each kind of document is tried on, as a POST and as a PUT. */
    public static void document(byte[] body) {
        String json = new String(body, StandardCharsets.UTF_8);
        for (Optional<String> name : List.of(Optional.<String>empty(), Optional.of("some.name"))) {
            check(DOCUMENTS.eventTypes(), name, json);
            check(DOCUMENTS.functions(), name, json);
            check(DOCUMENTS.subscriptions(), name, json);
            check(DOCUMENTS.corsRules(), name, json);
        }
    }

    private static <T> void check(DocumentKind<T> kind, Optional<String> name, String json) {
        Document<T> document;
        KvEntry entry;
        try {
            T given = kind.parse(Fields.parse(json), "default", name);
            document = Document.of(kind, kind.ready(given, Optional.empty()));
            entry = new KvEntry(Keys.document(document.id()), document.bytes(), 1);
        } catch (MalformedException | CatalogException | KvException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            return;
        }
        assertThat(kind.ready(document.content(), Optional.of(document.content())))
                .isEqualTo(document.content());
        assertThat(Json.text(kind.shown(document.content()))).startsWith("{\"space\":\"");
        checkUses(kind, document.content());
        checkInForce(document, entry);
    }

    private static <T> void checkUses(DocumentKind<T> kind, T content) {
        kind.references(content).stream()
                .filter(reference -> Rules.isId(reference.to().id()))
                .forEach(reference -> Keys.reference(reference.to()));
        kind.claim(content).ifPresent(Keys::claim);
    }

    private static <T> void checkInForce(Document<T> document, KvEntry entry) {
        Document<?> read = DOCUMENTS.decode(entry);
        assertThat(read.content()).isEqualTo(document.content());
        RoutingTable table = RoutingTable.empty().apply(List.of(read.put()));
        assertThat(DOCUMENTS.allInForce(table)).containsExactly(read);
    }
}
