package io.millrace.ingestion;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTests {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.millrace.ingestion");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.millrace.ingestion.(*)..")
                .should()
                .beFreeOfCycles()
                .because("a feature that needs another must be readable without being needed by it")
                .check(CLASSES);
    }

    @Test
    void knowsNoOtherService() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackages(
                        "io.millrace.registry..",
                        "io.millrace.processor..",
                        "io.millrace.views..",
                        "io.millrace.orchestration..",
                        "io.millrace.observability..",
                        "io.millrace.gateway..",
                        "io.millrace.local..")
                .because("services speak over Kafka and HTTP and start, degrade and recover alone")
                .check(CLASSES);
    }

    @Test
    void admissionKnowsNeitherHttpBodiesNorProducers() {
        noClasses()
                .that()
                .resideInAPackage("..admission..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "jakarta.servlet..", "org.apache.kafka.clients.producer..", "..endpoint..", "..delivery..")
                .because("whether an event is admitted depends on its bytes, its contract and the clock alone")
                .check(CLASSES);
    }

    @Test
    void onlyDeliverySends() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..delivery..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.apache.kafka.clients.producer.KafkaProducer")
                .because("what is acknowledged is counted in one place")
                .check(CLASSES);
    }

    @Test
    void nothingDependsOnTheEndpoint() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..endpoint..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..endpoint..")
                .because("HTTP is one way in; sources will be others")
                .check(CLASSES);
    }
}
