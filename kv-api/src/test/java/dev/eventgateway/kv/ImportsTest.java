package dev.eventgateway.kv;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.eventgateway.kv.spi.WatchFeed;
import org.junit.jupiter.api.Test;

class ImportsTest {

    @Test
    void theContractImportsOnlyTheJdkAndJspecify() {
        JavaClasses main = new ClassFileImporter()
                .importUrl(WatchFeed.class.getProtectionDomain().getCodeSource().getLocation());

        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..", "javax.net.ssl..", "org.jspecify..", "dev.eventgateway.kv", "dev.eventgateway.kv.spi")
                .check(main);
    }
}
