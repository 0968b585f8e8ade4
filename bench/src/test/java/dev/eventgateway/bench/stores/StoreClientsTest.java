package dev.eventgateway.bench.stores;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreClientsTest {

    @Test
    void aQuickRunWithoutServersMeasuresTheStoreInMemory(@TempDir Path folder) throws Exception {
        String table = StoreClients.measure(new Run(Set.of(), true, folder));

        assertThat(table.lines().skip(2))
                .hasSize(3)
                .allMatch(row -> row.startsWith("| in memory | "))
                .anyMatch(row -> row.contains("| put | ") && row.endsWith("| 60 |"))
                .anyMatch(row -> row.contains("| get | ") && row.endsWith("| 60 |"))
                .anyMatch(row -> row.contains("| put to watch | ") && row.endsWith("| 15 |"));
    }
}
