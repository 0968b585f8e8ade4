package dev.eventgateway.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.eventgateway.server");

    @Test
    void storesAreFoundByTheirUriOnly() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.eventgateway.kv.etcd..", "dev.eventgateway.kv.consul..", "dev.eventgateway.kv.zookeeper..")
                .check(CLASSES);
    }

    @Test
    void typesOfFunctionsAreFoundByTheirNameOnly() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.eventgateway.aws..", "software.amazon..")
                .check(CLASSES);
    }

    @Test
    void undertowStaysBehindItsDoors() {
        noClasses()
                .that()
                .resideInAnyPackage("..settings..", "..config..", "..metric..", "..log..", "..embedded..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.undertow..", "org.xnio..")
                .check(CLASSES);
    }

    @Test
    void eachLibraryHasOneRoom() {
        onlyIn("dev.eventgateway.server.metric..", "io.prometheus..");
        onlyIn("dev.eventgateway.server.embedded..", "org.apache.zookeeper..", "org.apache.curator..");
        onlyIn("dev.eventgateway.server.settings..", "org.snakeyaml..");
        onlyIn("dev.eventgateway.server.training..", "io.etcd..", "io.grpc..");
        onlyIn("dev.eventgateway.server.log..", "ch.qos.logback..", "org.slf4j.bridge..");
    }

    private static void onlyIn(String room, String... library) {
        noClasses()
                .that()
                .resideOutsideOfPackage(room)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library)
                .check(CLASSES);
    }

    @Test
    void noPackageNeedsItselfThroughAnother() {
        slices().matching("dev.eventgateway.server.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }
}
