package dev.eventgateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.eventgateway.event.Event;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Which package may know which, and what never shows outside. */
class ArchitectureTest {

    /** Each package imports only what stands before it. */
    private static final List<String> LINE = List.of(
            "dev.eventgateway.metric",
            "dev.eventgateway.event",
            "dev.eventgateway.function",
            "dev.eventgateway.routing",
            "dev.eventgateway.plugin",
            "dev.eventgateway.delivery",
            "dev.eventgateway.catalog",
            "dev.eventgateway");

    private static final JavaClasses ENGINE = new ClassFileImporter()
            .importUrl(Event.class.getProtectionDomain().getCodeSource().getLocation());

    @ParameterizedTest
    @FieldSource("LINE")
    void aPackageImportsOnlyWhatStandsBeforeIt(String name) {
        String[] later = LINE.subList(LINE.indexOf(name) + 1, LINE.size()).toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(name)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(later)
                .allowEmptyShould(true)
                .check(ENGINE);
    }

    /** For a name that it does not know it searches the class path, and any sender can send such names. */
    @Test
    void noCharsetIsLookedUpByWhatASenderCallsIt() {
        noClasses().should().callMethod(Charset.class, "forName", String.class).check(ENGINE);
    }

    @Test
    void everyPackageStandsInTheLine() {
        classes().should().resideInAnyPackage(LINE.toArray(String[]::new)).check(ENGINE);
    }

    @Test
    void theEngineKnowsNoServerAndNoBackEnd() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.undertow..",
                        "org.xnio..",
                        "dev.eventgateway.server..",
                        "dev.eventgateway.aws..",
                        "software.amazon..",
                        "dev.eventgateway.kv.etcd..",
                        "dev.eventgateway.kv.consul..",
                        "dev.eventgateway.kv.zookeeper..",
                        "io.etcd..",
                        "com.ecwid..",
                        "org.apache.curator..",
                        "org.apache.zookeeper..")
                .check(ENGINE);
    }

    @Test
    void routingDecidesWithoutJsonNetworkStoreOrClock() {
        noClasses()
                .that()
                .resideInAPackage("dev.eventgateway.routing")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "com.google.gson..", "java.net..", "java.net.http..", "dev.eventgateway.kv..", "java.time..")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Instant.class, "now")
                .check(ENGINE);
    }

    @Test
    void noPublicSignatureShowsATypeOfGson() {
        classes()
                .that()
                .arePublic()
                .should(new ArchCondition<>("show no type of Gson") {
                    @Override
                    public void check(JavaClass owner, ConditionEvents events) {
                        owner.getMembers().stream()
                                .filter(ArchitectureTest::isVisible)
                                .filter(member -> types(member).anyMatch(ArchitectureTest::isOfGson))
                                .forEach(member ->
                                        events.add(SimpleConditionEvent.violated(member, member.getFullName())));
                        Stream.concat(owner.getSuperclass().stream(), owner.getInterfaces().stream())
                                .filter(ArchitectureTest::isOfGson)
                                .forEach(parent ->
                                        events.add(SimpleConditionEvent.violated(owner, owner + " is a " + parent)));
                    }
                })
                .check(ENGINE);
    }

    private static boolean isVisible(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED);
    }

    private static Stream<JavaType> types(JavaMember member) {
        if (member instanceof JavaField field) {
            return Stream.of(field.getType());
        }
        JavaCodeUnit method = (JavaCodeUnit) member;
        return Stream.concat(Stream.of(method.getReturnType()), method.getParameterTypes().stream());
    }

    private static boolean isOfGson(JavaType type) {
        return type.getAllInvolvedRawTypes().stream()
                .anyMatch(raw -> raw.getPackageName().startsWith("com.google.gson"));
    }
}
