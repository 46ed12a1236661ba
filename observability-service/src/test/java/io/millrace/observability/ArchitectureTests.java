package io.millrace.observability;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTests {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.millrace.observability");

    @Test
    void featuresHaveNoCycles() {
        slices().matching("io.millrace.observability.(*)..")
                .should()
                .beFreeOfCycles()
                .because("each feature must be readable without the ones that build upon it")
                .check(classes);
    }

    @Test
    void importsNoOtherService() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.millrace.registry..",
                        "io.millrace.ingestion..",
                        "io.millrace.processor..",
                        "io.millrace.views..",
                        "io.millrace.orchestration..",
                        "io.millrace.gateway..")
                .because("services talk over Kafka and HTTP only, so that each can be released alone")
                .check(classes);
    }

    @Test
    void lineageKnowsNothingOfMeasurements() {
        noClasses()
                .that()
                .resideInAPackage("..observability.lineage..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..observability.measurement..")
                .because("who feeds whom is true whether or not anything flows")
                .check(classes);
    }
}
