package io.millrace.local;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTests {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.millrace.local");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.millrace.local.(*)..")
                .should()
                .beFreeOfCycles()
                .because("each package must be understood without the ones that use it")
                .check(CLASSES);
    }

    @Test
    void serversDoNotKnowTheSupervisor() {
        noClasses()
                .that()
                .resideInAnyPackage("..local.server..", "..local.process..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..local.supervisor..")
                .because("the test kit runs servers without a supervisor")
                .check(CLASSES);
    }

    @Test
    void nothingKnowsAService() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "io.millrace.starter..")
                .because("services are started as jars, not as classes")
                .check(CLASSES);
    }
}
