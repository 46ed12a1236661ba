package io.millrace.processor.stage;

import io.millrace.benchmarks.nexmark.NexmarkBids;
import io.millrace.benchmarks.nexmark.NexmarkStreams;
import io.millrace.kernel.Namespace;
import io.millrace.processor.plan.CompileView;
import io.millrace.processor.step.Accumulators;
import io.millrace.processor.step.Combine;
import io.millrace.processor.step.Upsert;
import io.millrace.processor.step.ValueType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The compiled parts of a query over bids, each with its own input: bids, decoded rows, projected rows. */
final class BidQuery {
    private static final int BIDS = 4096;

    private final byte[][] bids = NexmarkBids.of(BIDS);
    private final @Nullable Object[][] decoded = new @Nullable Object[BIDS][];
    private final @Nullable Object[][] projected = new @Nullable Object[BIDS][];
    private final DecodeEvents decode;
    private final ViewPlan.@Nullable Calc calc;
    private final @Nullable Combine combine;
    private final Upsert.Changes changelog;
    private int written;
    private int next;

    BidQuery(String query) {
        ViewPlan.Emit root = new CompileView(NexmarkStreams.nowhere(), Namespace.NONE)
                .compile("CREATE MATERIALIZED VIEW benchmark AS " + query)
                .emit();
        decode = new DecodeEvents(find(root, ViewPlan.Scan.class).orElseThrow());
        calc = onScan(root).orElse(null);
        combine = find(root, ViewPlan.Aggregate.class).map(this::combine).orElse(null);
        Outlet outlet = new Outlet(StageMeter.NONE);
        outlet.connect(new CountBytes());
        changelog = outlet.changelog(root, root.columns(), ints(root.keyColumns()));
        for (int i = 0; i < BIDS; i++) {
            try {
                decoded[i] = decode.decode(bids[i], 0, 0, i);
            } catch (UndecodableEvent e) {
                throw new IllegalStateException(e);
            }
            @Nullable Object[] row = calc == null ? decoded[i] : calc.function().apply(decoded[i]);
            projected[i] = row == null ? new @Nullable Object[0] : row;
        }
    }

    private static <T extends ViewPlan.Node> Optional<T> find(ViewPlan.Node node, Class<T> kind) {
        return kind.isInstance(node)
                ? Optional.of(kind.cast(node))
                : node.inputs().stream()
                        .flatMap(input -> find(input, kind).stream())
                        .findFirst();
    }

    /** The expressions over the rows of the scan itself. */
    private static Optional<ViewPlan.Calc> onScan(ViewPlan.Node node) {
        return node instanceof ViewPlan.Calc calc && calc.input() instanceof ViewPlan.Scan
                ? Optional.of(calc)
                : node.inputs().stream()
                        .flatMap(input -> onScan(input).stream())
                        .findFirst();
    }

    private Combine combine(ViewPlan.Aggregate aggregate) {
        List<ValueType> keyTypes = aggregate.groupColumns().stream()
                .map(column -> aggregate.input().columns().get(column).type())
                .toList();
        return new Combine(
                ints(aggregate.groupColumns()),
                keyTypes,
                new Accumulators(aggregate.calls(), true, null),
                (hash, part) -> written += part.size());
    }

    private static int[] ints(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }

    private int next() {
        next = (next + 1) % BIDS;
        return next;
    }

    @Nullable
    Object decode() throws UndecodableEvent {
        int bid = next();
        return decode.decode(bids[bid], 0, 0, bid);
    }

    @Nullable
    Object project() {
        if (calc == null) {
            throw new IllegalStateException("the query has no expression");
        }
        return calc.function().apply(decoded[next()]);
    }

    int combine() {
        if (combine == null) {
            throw new IllegalStateException("the query has no groups");
        }
        int bid = next();
        combine.push(projected[bid], 1);
        if (bid == 0) {
            combine.flush(0);
        }
        return written;
    }

    int encode() {
        changelog.put(projected[next()]);
        return written;
    }

    /** Takes what is written. */
    private final class CountBytes implements StageOutput {
        @Override
        public void exchange(int exchange, int destination, byte[] block) {
            written += block.length;
        }

        @Override
        public void exchangeAll(int exchange, byte[] close) {
            written += close.length;
        }

        @Override
        public void changelog(byte[] key, byte @Nullable [] value, byte @Nullable [] epochHeader) {
            written += key.length + (value == null ? 0 : value.length);
        }

        @Override
        public void event(byte @Nullable [] key, byte[] value) {
            written += value.length;
        }

        @Override
        public void quarantine(Refused refused) {
            throw new IllegalStateException(refused.detail());
        }

        @Override
        public void log(byte[] key, byte @Nullable [] value) {
            written += key.length;
        }
    }
}
