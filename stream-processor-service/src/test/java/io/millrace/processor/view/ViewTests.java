package io.millrace.processor.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.view.PublishedView;
import io.millrace.api.view.SourceStream;
import io.millrace.api.view.ViewColumn;
import io.millrace.api.view.ViewIndex;
import io.millrace.api.view.ViewState;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Namespace;
import io.millrace.processor.catalog.DefinedFunction;
import io.millrace.processor.catalog.DefinedView;
import io.millrace.processor.catalog.KnownStreams;
import io.millrace.processor.plan.CompileView;
import io.millrace.processor.plan.CompiledView;
import io.millrace.processor.sql.DiffMax;
import io.millrace.processor.sql.ReadStatement;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ViewTests {
    private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = CREATED.plusSeconds(60);

    private final View view = new View(
            new View.Identity(new UUID(1, 2), "delays", 3, "delays.v3"),
            "CREATE …",
            "abc",
            new ViewDefinition(
                    List.of("origin"),
                    List.of(),
                    List.of(new ViewColumn("origin", "VARCHAR")),
                    List.of(new ViewIndex(List.of("origin"))),
                    List.of(new SourceStream(
                            "flights", "flights", new UUID(1, 1), 2, List.of(5L, 7L), List.of(1L, 2L))),
                    List.of(FlightsStream.schema("flights", new UUID(1, 1))),
                    List.of(new DefinedView(
                            "late", "CREATE …", List.of(new ViewColumn("n", "BIGINT")), List.of(), List.of())),
                    List.of(new DefinedFunction("far", "com.acme.Far", "acme.jar", "ab")),
                    5_000,
                    -1,
                    3_600_000,
                    2_000,
                    new DiffMax(new BigDecimal("0.50"), DiffMax.Unit.PERCENT),
                    60_000L,
                    null,
                    "digest"),
            CREATED);

    @Test
    void isMeantToRunWhenCreated() {
        assertThat(view.isWanted()).isTrue();
        assertThat(view.state()).isEqualTo(ViewState.RUNNING);
    }

    @Test
    void pausesAndResumes() {
        view.pause(LATER);
        assertThat(view.state()).isEqualTo(ViewState.PAUSED);
        assertThat(view.isWanted()).isFalse();
        assertThat(view.changedAt()).isEqualTo(LATER);
        view.resume(LATER);
        assertThat(view.isWanted()).isTrue();
    }

    @Test
    void changesNothingWhenPausedTwice() {
        view.pause(LATER);
        view.pause(LATER.plusSeconds(1));
        assertThat(view.changedAt()).isEqualTo(LATER);
    }

    @Test
    void tellsWhyItFailedUntilItIsResumed() {
        view.fail("the topic is gone", LATER);
        assertThat(view.state()).isEqualTo(ViewState.FAILED);
        assertThat(view.reason()).isEqualTo("the topic is gone");
        assertThat(view.isWanted()).isFalse();
        view.resume(LATER);
        assertThat(view.reason()).isNull();
    }

    @Test
    void namesItsStateWhereAFailedOneIsPaused() {
        view.fail("x", LATER);
        assertThatThrownBy(() -> view.pause(LATER))
                .isInstanceOf(MillraceException.class)
                .hasMessage("View delays is FAILED and cannot be paused. Resume it to try again, or delete it.");
    }

    @Test
    void staysPausedWhenItsRuntimeFails() {
        view.pause(LATER);
        view.fail("x", LATER);
        assertThat(view.state()).isEqualTo(ViewState.PAUSED);
    }

    @Test
    void cannotChangeOnceDeleted() {
        view.delete(LATER);
        assertThat(view.isWanted()).isFalse();
        assertThatThrownBy(() -> view.delete(LATER)).hasMessage("View delays is deleted and cannot be deleted.");
        assertThatThrownBy(() -> view.pause(LATER)).hasMessage("View delays is deleted and cannot be paused.");
        assertThatThrownBy(() -> view.resume(LATER)).hasMessage("View delays is deleted and cannot be resumed.");
    }

    @Test
    void isRemovedOnlyAfterItWasDeleted() {
        assertThatThrownBy(view::markRemoved).isInstanceOf(IllegalStateException.class);
        view.delete(LATER);
        view.markRemoved();
        assertThat(view.isRemoved()).isTrue();
    }

    @Test
    void isKeptBesideAndServedAgain() {
        assertThat(view.isServed()).isTrue();
        view.keepBeside(LATER);
        assertThat(view.isServed()).isFalse();
        assertThat(view.isWanted()).as("it goes on").isTrue();
        assertThat(view.isReplacedBefore(LATER)).isFalse();
        assertThat(view.isReplacedBefore(LATER.plusMillis(1))).isTrue();
        view.takePlace(LATER);
        assertThat(view.isServed()).isTrue();
        assertThat(view.replacedAt()).isNull();
        assertThatThrownBy(() -> view.takePlace(LATER)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void publishesItsWholeDefinition() {
        PublishedView published = view.published(null, null);
        assertThat(published.name()).isEqualTo("delays");
        assertThat(published.version()).isEqualTo(3);
        assertThat(published.partitions()).isEqualTo(2);
        assertThat(published.indexes()).containsExactly(new ViewIndex(List.of("origin")));
        assertThat(published.sources().getFirst().backfillTo()).containsExactly(5L, 7L);
        assertThat(published.sources().getFirst().backfillFrom()).containsExactly(1L, 2L);
        assertThat(published.runtime()).isEqualTo("delays.v3");
    }

    @Test
    void definitionsSurviveTheirColumn() {
        ViewDefinitionJson json = new ViewDefinitionJson();
        String column = json.convertToDatabaseColumn(view.definition());
        assertThat(json.convertToEntityAttribute(column)).isEqualTo(view.definition());
    }

    @Test
    void definitionOfOneStreamIsReadAsItWasStored() {
        ViewDefinitionJson json = new ViewDefinitionJson();
        String old = json.convertToDatabaseColumn(view.definition())
                .replaceFirst("\"sources\":\\[(.*?)\\}\\]", "\"source\":$1}")
                .replaceFirst("\"streams\":\\[(.*)\\],\"views\":\\[.*\\],\"fresh", "\"stream\":$1,\"fresh");
        assertThat(old).contains("\"source\":{").contains("\"stream\":{").doesNotContain("views");
        ViewDefinition definition = json.convertToEntityAttribute(old);
        assertThat(definition.sources()).isEqualTo(view.definition().sources());
        assertThat(definition.streams()).isEqualTo(view.definition().streams());
        assertThat(definition.views()).isEmpty();
    }

    @Test
    void knowsThePlanThatItsStateWasWrittenUnder() {
        CompiledView plan = compiled("COUNT(*) AS n, MAX(delay) AS worst");
        ViewDefinition definition = ViewDefinition.of(plan, view.definition().sources(), null);
        assertThat(definition.isPlannedAs(compiled("COUNT(*) AS n, MAX(delay) AS worst")))
                .isTrue();
        assertThat(definition.isPlannedAs(compiled("MAX(delay) AS worst, COUNT(*) AS n")))
                .isFalse();
        assertThat(definition.isPlannedAs(compiled("COUNT(*) AS n, MAX(CAST(delay AS DOUBLE)) AS worst")))
                .isFalse();
    }

    @Test
    void definitionWithoutADigestTakesAnyPlan() {
        String column = new ViewDefinitionJson().convertToDatabaseColumn(view.definition());
        ViewDefinition old = new ViewDefinitionJson().convertToEntityAttribute(column.replace("planDigest", "other"));
        assertThat(old.planDigest()).isNull();
        assertThat(old.isPlannedAs(compiled("COUNT(*) AS n"))).isTrue();
    }

    @Test
    void definitionOfBeforeThereWereIndexesHasNone() {
        String column = new ViewDefinitionJson().convertToDatabaseColumn(view.definition());
        ViewDefinition old = new ViewDefinitionJson().convertToEntityAttribute(column.replace("indexes", "other"));
        assertThat(old.indexes()).isEmpty();
        assertThat(old.columns()).isEqualTo(view.definition().columns());
    }

    private CompiledView compiled(String calls) {
        String sql = "CREATE MATERIALIZED VIEW v AS SELECT origin, " + calls + " FROM flights GROUP BY origin";
        return new CompileView(KnownStreams.of(List.of()), Namespace.NONE)
                .compile(ReadStatement.of(sql), view.definition().streams(), List.of(), List.of());
    }
}
