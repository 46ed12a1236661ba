package io.millrace.views;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTests {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.millrace.views");

    @Test
    void featuresFormNoCycles() {
        slices().matching("io.millrace.views.(*)..")
                .should()
                .beFreeOfCycles()
                .because("a feature that is built on another can be understood after it, not only together with it")
                .check(CLASSES);
    }

    @Test
    void rowsKnowNothingOfRedisKafkaOrTheWeb() {
        noClasses()
                .that()
                .resideInAPackage("io.millrace.views.row..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.lettuce..", "org.apache.kafka..", "org.springframework..", "jakarta.servlet..")
                .because("comparing and ordering rows is the same wherever they come from and go to")
                .check(CLASSES);
    }

    @Test
    void onlyMaterializationTalksToRedisAndKafka() {
        noClasses()
                .that()
                .resideInAPackage("io.millrace.views.serving..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.lettuce..", "org.apache.kafka..")
                .because("what a consistent cut is, is decided in one place")
                .check(CLASSES);
    }

    @Test
    void noOtherServiceIsImported() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.millrace.registry..",
                        "io.millrace.ingestion..",
                        "io.millrace.processor..",
                        "io.millrace.orchestration..",
                        "io.millrace.observability..",
                        "io.millrace.gateway..")
                .because("services meet in platform/api, over HTTP and Kafka")
                .check(CLASSES);
    }
}
