package io.millrace.processor.stage;

import io.millrace.processor.step.RowReader;
import io.millrace.processor.step.RowWriter;
import io.millrace.processor.step.State;
import io.millrace.processor.step.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fused steps of one sub-topology, as they run in one task: plain Java that is driven by whoever feeds it records and
 * says when to commit. Not thread-safe.
 *
 * <p>Its life: made, {@link #restore restored} from its log, {@link #start started}, then records and commits in turn. What it
 * puts out between two commits, its log and the offsets that were read must become durable together.
 */
public abstract sealed class Stage permits ScanStage, MergeStage {
    /** Tag of the one log entry that says how far the stage is. */
    static final int CUT = 0;
    /** Tag of log entries that hold blocks of epochs that are not closed yet. */
    static final int HELD = 127;
    /** Tag of log entries that hold cuts of senders which are far ahead of others. */
    static final int POINT = 126;
    /** First byte of the value of the {@link #CUT} entry. */
    static final int LOG_VERSION = 2;

    final Outlet outlet;
    final List<Step> steps;
    final EpochClock clock;
    private final List<State> states;
    private final RowWriter key = new RowWriter(16);
    /** Offset of the record before; -1 where there was none since the start. */
    private long before = -1;

    Stage(Outlet outlet, List<Step> steps, List<State> states, EpochClock clock) {
        this.outlet = outlet;
        this.steps = List.copyOf(steps);
        this.states = List.copyOf(states);
        this.clock = clock;
    }

    /** Takes back one entry of the log, in the log's order. Entries may come more than once. */
    public final void restore(byte[] entryKey, byte @Nullable [] value) {
        RowReader in = new RowReader(entryKey);
        int tag = in.getByte();
        RowReader content = value == null ? null : new RowReader(value);
        if (tag == CUT) {
            if (content != null) {
                restoreCut(version(content.getByte()), content);
            }
            return;
        }
        if (tag == HELD) {
            restoreHeld(in.getVarint(), value);
            return;
        }
        if (tag == POINT) {
            restorePoint(in, content);
            return;
        }
        for (State state : states) {
            if (state.tag() == tag) {
                state.restore(in, content);
                return;
            }
            if (state.tag() + State.PIECES == tag) {
                state.restorePiece(in.getVarint(), content);
                return;
            }
        }
        throw new IllegalStateException("the log of the stage has an entry of unknown tag " + tag);
    }

    private static int version(int version) {
        if (version < 1 || version > LOG_VERSION) {
            throw new IllegalStateException(
                    "the log of the stage has version " + version + "; this release reads up to " + LOG_VERSION);
        }
        return version;
    }

    abstract void restoreCut(int version, RowReader in);

    abstract void restoreHeld(long arrival, byte @Nullable [] block);

    abstract void restorePoint(RowReader key, @Nullable RowReader value);

    /** Begins to work, after what was to be restored was. */
    public final void start(StageOutput output, int partition) {
        before = -1;
        outlet.connect(output);
        begin(partition);
        outlet.meter().began(this);
    }

    abstract void begin(int partition);

    /**
     * Whether a record was taken before, as it is where Kafka Streams reads from an earlier offset than the stage has come
     * to. Reading begins there; while it goes on, offsets only grow.
     *
     * @param next one past the last offset that was taken
     * @throws IllegalStateException where offsets fall: the records are others than those that were taken
     */
    final boolean isTaken(long offset, long next) {
        if (offset <= before) {
            throw new IllegalStateException("after offset " + before + " came offset " + offset
                    + ": the topic that is read was deleted and made anew, or lost its last records."
                    + " Delete the view and create it again");
        }
        before = offset;
        return offset < next;
    }

    /** Puts out what is due before the work so far is made durable. */
    public abstract void commit();

    /** Gives up the partition. */
    public final void stop() {
        outlet.meter().ended(this);
        end();
    }

    abstract void end();

    final void logStates() {
        for (State state : states) {
            state.logTo((entryKey, value) ->
                    outlet.output().log(entryKey.toByteArray(), value == null ? null : value.toByteArray()));
        }
    }

    final void logCut(RowWriter cut) {
        outlet.output().log(key.clear().putByte(CUT).toByteArray(), cut.toByteArray());
    }

    final void logHeld(long arrival, byte @Nullable [] block) {
        outlet.output().log(key.clear().putByte(HELD).putVarint(arrival).toByteArray(), block);
    }

    final void logPoint(int sender, long epoch, @Nullable SourceCut cut) {
        byte[] name =
                key.clear().putByte(POINT).putVarint(sender).putVarint(epoch).toByteArray();
        byte[] value = null;
        if (cut != null) {
            RowWriter out = new RowWriter(32);
            cut.write(out);
            value = out.toByteArray();
        }
        outlet.output().log(name, value);
    }

    /** Entries in all states: groups, rows and values that are held. From another thread, as of about now. */
    public final long entries() {
        return states.stream().mapToLong(State::entries).sum();
    }
}
