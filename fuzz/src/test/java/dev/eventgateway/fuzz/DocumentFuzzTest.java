package dev.eventgateway.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.eventgateway.catalog.FuzzedDocuments;

class DocumentFuzzTest {

    @FuzzTest
    void fuzz(byte[] input) {
        FuzzedDocuments.document(input);
    }
}
