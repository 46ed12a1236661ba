package io.millrace.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTests {
    private static final JavaClasses GATEWAY = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.millrace.gateway");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.millrace.gateway.(*)..")
                .should()
                .beFreeOfCycles()
                .because("a feature that needs another one that needs it is one feature")
                .check(GATEWAY);
    }

    @Test
    void everyClassIsInAFeature() {
        classes()
                .should()
                .resideInAnyPackage(
                        "io.millrace.gateway",
                        "io.millrace.gateway.route",
                        "io.millrace.gateway.identity",
                        "io.millrace.gateway.quota",
                        "io.millrace.gateway.docs",
                        "io.millrace.gateway.audit",
                        "io.millrace.gateway.problem")
                .because("a package is a feature of the gateway, and a new one is a decision")
                .check(GATEWAY);
    }

    @Test
    void knowsNoOtherService() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.millrace.registry..",
                        "io.millrace.ingestion..",
                        "io.millrace.processor..",
                        "io.millrace.views..",
                        "io.millrace.orchestration..",
                        "io.millrace.observability..")
                .because("services know each other by platform/api and HTTP only")
                .check(GATEWAY);
    }

    @Test
    void identityDependsOnNoOtherFeature() {
        noClasses()
                .that()
                .resideInAPackage("..gateway.identity..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..gateway.route..", "..gateway.quota..", "..gateway.docs..", "..gateway.audit..")
                .because("who calls is decided before anything else is known about the request")
                .check(GATEWAY);
    }

    @Test
    void httpClientStaysInRoutes() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..gateway.route..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.hc..")
                .because("how bytes are passed on is the routes' affair alone")
                .check(GATEWAY);
    }

    @Test
    void redisStaysInQuota() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..gateway.quota..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.lettuce..", "io.github.bucket4j..")
                .because("the gateway keeps nothing in Redis but quotas")
                .check(GATEWAY);
    }
}
