package io.millrace.orchestration;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTests {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.millrace.orchestration");

    @Test
    void featuresHaveNoCycles() {
        slices().matching("io.millrace.orchestration.(*)..")
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
                        "io.millrace.observability..",
                        "io.millrace.gateway..")
                .because("services talk over Kafka and HTTP only, so that each can be released alone")
                .check(classes);
    }

    @Test
    void stepsKnowNothingOfRuns() {
        noClasses()
                .that()
                .resideInAPackage("..orchestration.step..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..orchestration.run..", "..orchestration.workflow..", "..orchestration.trigger..")
                .because("what a step does must be usable for anything that needs doing")
                .check(classes);
    }

    @Test
    void onlyRunsAndTriggersKnowTheScheduler() {
        noClasses()
                .that()
                .resideInAnyPackage("..orchestration.step..", "..orchestration.workflow..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.github.kagkarlsson..")
                .because("definitions and steps must not depend on how executions are made durable")
                .check(classes);
    }
}
