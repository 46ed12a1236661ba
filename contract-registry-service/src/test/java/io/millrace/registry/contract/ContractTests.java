package io.millrace.registry.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.kernel.MillraceException;
import io.millrace.registry.RegistryError;
import io.millrace.registry.change.ChangeAction;
import io.millrace.registry.change.VersionChange;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractTests {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T00:00:00Z"), ZoneOffset.UTC);

    private final Contract contract = new Contract("orders", CLOCK.instant());

    @Test
    void theSameAgainIsNoChange() {
        put("1.0.0", "active", "a");
        assertThat(contract.put(submission("1.0.0", "active", "a"), CLOCK)).isEmpty();
    }

    @Test
    void aDraftMayGetOtherContent() {
        put("1.0.0", "proposed", "a");
        assertThat(contract.put(submission("1.0.0", "in review", "b"), CLOCK))
                .containsExactly(new VersionChange("1.0.0", ChangeAction.REPLACED, "proposed", "in review"));
        assertThat(contract.shown().status()).isEqualTo("in review");
    }

    @ParameterizedTest
    @CsvSource({"active", "deprecated", "retired"})
    void contentIsSettledOnceItIsNoDraft(String status) {
        put("1.0.0", status, "a");
        assertThat(refused("1.0.0", status, "b")).isEqualTo(RegistryError.VERSION_EXISTS);
    }

    @ParameterizedTest
    @CsvSource({
        "draft,active,true", "draft,retired,true", "draft,deprecated,true", "active,deprecated,true",
        "active,retired,true", "active,draft,false", "deprecated,active,true", "deprecated,retired,true",
        "deprecated,draft,false", "retired,active,false", "retired,draft,false", "retired,deprecated,false"
    })
    void goesThroughItsLife(String from, String to, boolean allowed) {
        put("1.0.0", from, "a");
        if (allowed) {
            assertThat(contract.put(submission("1.0.0", to, "a"), CLOCK))
                    .containsExactly(new VersionChange("1.0.0", ChangeAction.TRANSITION, from, to));
        } else {
            assertThat(refused("1.0.0", to, "a")).isEqualTo(RegistryError.ILLEGAL_TRANSITION);
        }
    }

    @ParameterizedTest
    @CsvSource({"1.0.0,0.9.9", "1.10.0,1.9.0", "1.0.0,1.0.0-rc.1", "1.0,1.0.0", "1.0.0,1.0.0+build"})
    void versionsOnlyRise(String present, String lower) {
        put(present, "draft", "a");
        assertThat(refused(lower, "draft", "b")).isEqualTo(RegistryError.VERSION_TOO_LOW);
    }

    @Test
    void aHigherActiveVersionDeprecatesTheOneBefore() {
        put("1.0.0", "active", "a");
        assertThat(contract.put(submission("2.0.0", "active", "b"), CLOCK))
                .containsExactly(
                        new VersionChange("2.0.0", ChangeAction.CREATED, null, "active"),
                        new VersionChange("1.0.0", ChangeAction.SUPERSEDED, "active", "deprecated"));
        assertThat(contract.active())
                .hasValueSatisfying(active -> assertThat(active.version()).isEqualTo("2.0.0"));
        assertThat(contract.shown().version()).isEqualTo("2.0.0");
    }

    @Test
    void aSupersededVersionDoesNotComeBack() {
        put("1.0.0", "active", "a");
        put("2.0.0", "active", "b");
        assertThat(refused("1.0.0", "active", "a")).isEqualTo(RegistryError.VERSION_TOO_LOW);
        put("2.0.0", "retired", "b");
        assertThat(refused("1.0.0", "active", "a")).isEqualTo(RegistryError.VERSION_TOO_LOW);
        assertThat(contract.active()).isEmpty();
    }

    @Test
    void aDraftAboveDoesNotStandForTheContract() {
        put("1.0.0", "active", "a");
        put("2.0.0", "draft", "b");
        assertThat(contract.shown().version()).isEqualTo("1.0.0");
        put("1.0.0", "retired", "a");
        assertThat(contract.shown().version()).isEqualTo("2.0.0");
    }

    @Test
    void guardsNameTheState() {
        put("1.0.0", "retired", "a");
        MillraceException refusal = catchThrowableOfType(
                MillraceException.class, () -> contract.put(submission("1.0.0", "active", "a"), CLOCK));
        assertThat(refusal.detail()).contains("is retired and cannot become active");
    }

    private void put(String version, String status, String content) {
        assertThat(contract.put(submission(version, status, content), CLOCK)).isNotEmpty();
    }

    private Object refused(String version, String status, String content) {
        return catchThrowableOfType(
                        MillraceException.class, () -> contract.put(submission(version, status, content), CLOCK))
                .code();
    }

    private static Submission submission(String version, String status, String content) {
        return new Submission(version, status, content, null, null);
    }
}
