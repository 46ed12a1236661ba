package io.millrace.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTests {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.millrace.cli");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.millrace.cli.(*)..")
                .should()
                .beFreeOfCycles()
                .because("each package must be understood without the ones that use it")
                .check(CLASSES);
    }

    @Test
    void commandsUseThePublicApiAlone() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "java.sql..", "io.millrace.local.server..")
                .because("what the command line can do, every client of the gateway can do")
                .check(CLASSES);
    }
}
