package dev.eventgateway.server.config;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.eventgateway.GatewayStatus;
import dev.eventgateway.catalog.CatalogStatus;
import java.util.Locale;
import java.util.Optional;

/** How an instance is doing, as JSON. */
final class StatusReport {

    private final String version;
    private final Optional<GatewayStatus> status;

    /**
     * @param status empty while the instance starts
     */
    StatusReport(String version, Optional<GatewayStatus> status) {
        this.version = version;
        this.status = status;
    }

    /** {@return everything} */
    JsonObject json() {
        JsonObject report = new JsonObject();
        report.addProperty("state", state());
        report.addProperty("version", version);
        status.ifPresent(known -> add(report, known));
        return report;
    }

    private String state() {
        if (status.isEmpty()) {
            return "starting";
        }
        return status.get().draining()
                ? "draining"
                : lower(status.get().catalog().state());
    }

    private static void add(JsonObject report, GatewayStatus status) {
        CatalogStatus catalog = status.catalog();
        report.addProperty("message", catalog.message());
        report.addProperty("revision", catalog.revision());
        report.addProperty("digest", catalog.digest());
        report.addProperty("store", lower(catalog.store()));
        report.addProperty("draining", status.draining());
        report.addProperty("requests", status.requests());
        report.addProperty("waiting", status.waiting());
        report.addProperty("running", status.running());
        JsonArray missing = new JsonArray();
        status.missingHandlers().forEach(missing::add);
        report.add("missingHandlers", missing);
        report.add("openCircuits", openCircuits(status));
        report.add("plugins", plugins(status));
        report.addProperty("skippedCount", catalog.skippedCount());
        report.add("skipped", skipped(catalog));
    }

    private static JsonArray openCircuits(GatewayStatus status) {
        JsonArray circuits = new JsonArray();
        status.openCircuits().forEach(each -> {
            JsonObject circuit = new JsonObject();
            circuit.addProperty("space", each.space());
            circuit.addProperty("functionId", each.functionId());
            circuit.addProperty("state", lower(each.state()));
            circuits.add(circuit);
        });
        return circuits;
    }

    private static JsonArray plugins(GatewayStatus status) {
        JsonArray plugins = new JsonArray();
        status.plugins().forEach(each -> {
            JsonObject plugin = new JsonObject();
            plugin.addProperty("name", each.name());
            plugin.addProperty("state", lower(each.state()));
            plugin.addProperty("message", each.message());
            plugin.addProperty("calls", each.calls());
            plugin.addProperty("failures", each.failures());
            plugin.addProperty("timeouts", each.timeouts());
            plugin.addProperty("discarded", each.discarded());
            plugin.addProperty("waiting", each.waiting());
            plugins.add(plugin);
        });
        return plugins;
    }

    private static JsonArray skipped(CatalogStatus catalog) {
        JsonArray skipped = new JsonArray();
        catalog.skipped().forEach(each -> {
            JsonObject document = new JsonObject();
            document.addProperty("key", each.key());
            document.addProperty("reason", each.reason());
            skipped.add(document);
        });
        return skipped;
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
