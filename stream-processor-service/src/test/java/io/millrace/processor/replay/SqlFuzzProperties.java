package io.millrace.processor.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.contract.StreamSchema;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Namespace;
import io.millrace.processor.catalog.KnownStreams;
import io.millrace.processor.plan.CompileView;
import io.millrace.processor.plan.CompiledView;
import io.millrace.processor.replay.RandomQueries.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random queries over random events of random streams: a bounded run of the streaming plan comes to what DuckDB says of all events
 * at once, and interleavings with crashes show at every moment a bounded run up to where they are. What is refused at validation
 * is not run, but most queries are not.
 *
 * <p>A failure tells its seed, for {@code -Dseed=… -Dcases=1}, and the smallest part of the query and the fewest events that fail.
 */
class SqlFuzzProperties {
    private static final long SEED = Long.getLong("seed", 7_000);
    private static final int CASES = Integer.getInteger("cases", Boolean.getBoolean("millrace.soak") ? 2_000 : 60);
    private static final int EVENTS = 30;
    private static final int INTERLEAVED = 8;
    private static final int FAILURES_MAX = Integer.getInteger("failures", 3);

    private final Map<String, Integer> refusals = new TreeMap<>();

    @Test
    void queriesHaveTheRowsOfAnotherEngine() throws Exception {
        int accepted = 0;
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < CASES && failures.size() < FAILURES_MAX; i++) {
            try {
                accepted += holds(SEED + i, i % INTERLEAVED == 0) ? 1 : 0;
            } catch (AssertionError e) {
                failures.add(e.getMessage());
            }
        }
        assertThat(failures).as(String.join("\n\n", failures)).isEmpty();
        assertThat(accepted).as("accepted of %s; refused: %s", CASES, refusals).isGreaterThanOrEqualTo(CASES * 3 / 4);
    }

    private boolean holds(long seed, boolean interleaved) throws Exception {
        Random random = new Random(seed);
        FuzzStreams streams = new FuzzStreams(random);
        Map<String, StreamSchema> schemas = streams.schemas(1 + random.nextInt(2));
        boolean late = random.nextInt(3) == 0;
        StreamEvents events = streams.events(schemas, 1 + random.nextInt(EVENTS), late);
        Query query = new RandomQueries(random, schemas, late).top();
        CompiledView view = compiled(schemas, query, why -> refusals.merge(why, 1, Integer::sum));
        if (view == null) {
            return false;
        }
        FuzzCase failing = new FuzzCase(events, query);
        String difference = failing.difference();
        if (difference != null) {
            FuzzCase least = failing.shrunk();
            throw new AssertionError("seed " + seed + "\n" + least + "\n" + least.difference());
        }
        if (interleaved) {
            new ComparedView(view, events, "seed " + seed + "\n" + view.explanation())
                    .holdsUnderInterleavings(seed, 2, 2);
        }
        return true;
    }

    /**
     * Expressions over one stream, each row by itself: where DuckDB fails to evaluate it the view has no row, but one in its
     * quarantine. Of a stream with a primary key the latest row counts.
     */
    @Test
    void expressionsHaveTheValuesOfAnotherEngine() throws Exception {
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < CASES && failures.size() < FAILURES_MAX; i++) {
            String difference = ExpressionCase.random(SEED + i).difference();
            if (difference != null) {
                failures.add("seed " + (SEED + i) + "\n" + difference);
            }
        }
        assertThat(failures).as(String.join("\n\n", failures)).isEmpty();
    }

    /** With a retention beyond all events where something counts from it; null where it is refused. */
    static @Nullable CompiledView compiled(Map<String, StreamSchema> schemas, Query query, Consumer<String> refused) {
        String select = query.statement().ours();
        CompileView compiler = new CompileView(KnownStreams.of(schemas.values()), Namespace.NONE);
        for (String options : List.of("WITH (retention = '36500 days') ", "")) {
            try {
                return compiler.compile("CREATE MATERIALIZED VIEW v " + options + "AS " + select);
            } catch (MillraceException e) {
                if (!e.violations().getFirst().code().equals("INVALID_OPTION")) {
                    refused.accept(e.violations().getFirst().detail());
                    return null;
                }
            }
        }
        throw new IllegalStateException("refused for its options: " + select);
    }
}
