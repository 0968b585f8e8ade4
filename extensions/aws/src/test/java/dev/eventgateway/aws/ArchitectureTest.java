package dev.eventgateway.aws;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.eventgateway.function.FunctionProvider;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.eventgateway.aws");

    @Test
    void theSignerOfAwsIsKnownWhereRequestsAreSignedOnly() {
        noClasses()
                .that()
                .doNotHaveSimpleName("Signature")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon..")
                .check(CLASSES);
    }

    @Test
    void whatIsPublicIsWhatIsFoundOnTheClassPath() {
        classes()
                .that()
                .arePublic()
                .should()
                .beAssignableTo(FunctionProvider.class)
                .check(CLASSES);
    }
}
