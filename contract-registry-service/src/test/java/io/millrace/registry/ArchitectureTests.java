package io.millrace.registry;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ArchitectureTests {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.millrace.registry");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.millrace.registry.(*)..")
                .should()
                .beFreeOfCycles()
                .because("a feature that is read with all others is not one")
                .check(CLASSES);
    }

    @Test
    void noOtherServiceIsImported() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.millrace.ingestion..",
                        "io.millrace.processor..",
                        "io.millrace.views..",
                        "io.millrace.orchestration..",
                        "io.millrace.observability..",
                        "io.millrace.gateway..",
                        "io.millrace.local..")
                .because("services know each other's promises in platform/api, never their code")
                .check(CLASSES);
    }

    @Test
    void rulesKnowNeitherKafkaNorTheDatabase() {
        noClasses()
                .that()
                .resideInAnyPackage("io.millrace.registry.schema..", "io.millrace.registry.compatibility..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "jakarta.persistence..", "org.springframework..")
                .because("what a contract means is decided by the document alone")
                .check(CLASSES);
    }

    @Test
    void onlyTheCatalogueTalksToKafka() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.millrace.registry.catalog..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..")
                .because("topics are made in one place; records leave through the outbox")
                .check(CLASSES);
    }

    @Test
    void modulesKeepToEachOthersApi() {
        ApplicationModules.of(ContractRegistryApplication.class).verify();
    }
}
