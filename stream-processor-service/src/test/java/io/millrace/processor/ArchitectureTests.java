package io.millrace.processor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTests {
    private static final String ROOT = "io.millrace.processor";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void hasNoCyclesBetweenPackages() {
        slices().matching(ROOT + ".(*)..")
                .should()
                .beFreeOfCycles()
                .because("a package that can be read alone can be changed alone")
                .check(CLASSES);
    }

    @Test
    void importsNoOtherService() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.millrace.registry..",
                        "io.millrace.ingestion..",
                        "io.millrace.views..",
                        "io.millrace.orchestration..",
                        "io.millrace.observability..",
                        "io.millrace.gateway..")
                .because("services talk over Kafka and HTTP, with the types of platform/api")
                .check(CLASSES);
    }

    @Test
    void stepsKnowRowsWeightsAndStateAlone() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".step..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + ".stage..", ROOT + ".runtime..", ROOT + ".plan..", ROOT + ".sql..", "org.apache.kafka..")
                .because("steps are pure, so that any runner can drive them")
                .check(CLASSES);
    }

    @Test
    void onlyTheRuntimeKnowsKafkaStreams() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".runtime..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka.streams..")
                .because("its internals change with every release, and are pinned in one place")
                .check(CLASSES);
    }

    @Test
    void onlySqlCatalogFunctionAndPlanKnowCalcite() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".sql..", ROOT + ".catalog..", ROOT + ".function..", ROOT + ".plan..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.calcite..")
                .because("what runs is a ViewPlan, whichever front made it")
                .check(CLASSES);
    }

    @Test
    void nothingDependsOnViews() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".view..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".view..")
                .because("definitions stand on plans and runtimes, never the other way round")
                .check(CLASSES);
    }

    @Test
    void plansDoNotKnowTheRuntime() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".plan..", ROOT + ".sql..", ROOT + ".catalog..", ROOT + ".function..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + ".runtime..")
                .because("the same plan runs in a bounded run over the log, too")
                .check(CLASSES);
    }
}
