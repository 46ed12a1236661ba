package io.millrace.processor.stage;

import io.millrace.api.changelog.ChangelogCodec;
import io.millrace.api.changelog.Progress;
import io.millrace.processor.step.Combine;
import io.millrace.processor.step.Origin;
import io.millrace.processor.step.Refusals;
import io.millrace.processor.step.RowWriter;
import io.millrace.processor.step.Upsert;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The end of a stage's chain of steps: encodes what comes out, and labels it with the epoch that is open. */
final class Outlet {
    /** Bytes of a row's JSON and its key. */
    static final int ROW_BYTES_MAX = 4 * 1024 * 1024;
    /** Bytes of an event of a derived stream and its key, as at the door. */
    static final int EVENT_BYTES_MAX = 1024 * 1024;

    private final StageMeter meter;
    private @Nullable StageOutput output;
    private long epoch;
    private long out;
    private long bytes;
    private long refused;

    Outlet(StageMeter meter) {
        this.meter = meter;
    }

    StageMeter meter() {
        return meter;
    }

    void connect(StageOutput to) {
        output = to;
    }

    StageOutput output() {
        if (output == null) {
            throw new IllegalStateException("the stage is not started");
        }
        return output;
    }

    void epoch(long open) {
        epoch = open;
    }

    /** Changes of rows into the view's changelog. */
    Upsert.Changes changelog(ViewPlan.Emit emit, List<ViewPlan.Column> columns, int[] keyColumns) {
        RowJson json = new RowJson(columns);
        int visible = emit.visibleColumns();
        return new Upsert.Changes() {
            @Override
            public void put(@Nullable Object[] row) {
                byte[] key = key(row);
                RowWriter object = json.object(row, visible);
                if (key.length + object.size() > ROW_BYTES_MAX) {
                    tooLarge(key, object);
                    return;
                }
                out++;
                bytes += object.size();
                output().changelog(key, ChangelogCodec.upsert(epoch, object.array(), object.size()), null);
            }

            @Override
            public void remove(@Nullable Object[] row) {
                remove(key(row));
            }

            private void remove(byte[] key) {
                if (key.length <= ROW_BYTES_MAX) {
                    out++;
                    output().changelog(key, null, ChangelogCodec.epochHeader(epoch));
                }
            }

            /** What the view showed under this key is not true any more, and depends on when rows were put out. */
            private void tooLarge(byte[] key, RowWriter object) {
                String detail = "The row and its key are " + (key.length + object.size())
                        + " bytes of JSON, and a row of a view has at most " + ROW_BYTES_MAX
                        + ". Select fewer or shorter texts.";
                refuse(new StageOutput.Refused("ROW_TOO_LARGE", detail, null, null, object.toByteArray()));
                remove(key);
            }

            private byte[] key(@Nullable Object[] row) {
                return ChangelogCodec.rowKey(json.array(row, keyColumns).toByteArray());
            }
        };
    }

    /** Rows as events of a derived stream; those that its contract does not allow go to its quarantine. */
    Consumer<@Nullable Object[]> events(ViewPlan.Emit emit) {
        List<ViewPlan.Column> columns = emit.columns();
        RowJson json = new RowJson(columns);
        EventKey keys = new EventKey(columns, emit.keyColumns());
        int[] required = IntStream.concat(
                        emit.keyColumns().stream().mapToInt(Integer::intValue), IntStream.of(emit.timeColumn()))
                .filter(column -> column >= 0)
                .toArray();
        return row -> {
            byte[] event = json.object(row, emit.visibleColumns()).toByteArray();
            for (int column : required) {
                if (row[column] == null) {
                    refuse(missing(columns.get(column).name(), event));
                    return;
                }
            }
            byte[] key = keys.of(row);
            int size = event.length + (key == null ? 0 : key.length);
            if (size > EVENT_BYTES_MAX) {
                String detail = "The event and its key are " + size + " bytes, and an event has at most "
                        + EVENT_BYTES_MAX + ". Select fewer or shorter texts.";
                refuse(new StageOutput.Refused("ROW_TOO_LARGE", detail, null, null, event));
                return;
            }
            out++;
            bytes += event.length;
            output().event(key, event);
        };
    }

    private static StageOutput.Refused missing(String column, byte[] event) {
        String detail = "The column " + column
                + " is null, and as the key or the event time of the stream it has to be there. Filter with WHERE "
                + column + " IS NOT NULL, or give it a value with COALESCE.";
        return new StageOutput.Refused("MISSING_VALUE", detail, StageOutput.Refused.pointerTo(column), null, event);
    }

    /** Rows without a value into the view's quarantine. */
    Refusals quarantine(List<ViewPlan.Column> columns, @Nullable Origin origin) {
        RowJson json = new RowJson(columns);
        return (code, detail, row) -> {
            String from = origin == null ? null : origin.partition() + "-" + origin.offset();
            byte[] payload = json.object(row, columns.size()).toByteArray();
            refuse(new StageOutput.Refused(code, detail, null, from, payload));
        };
    }

    void refuse(StageOutput.Refused what) {
        refused++;
        output().quarantine(what.bounded());
    }

    /** Into the quarantine, too, but it is counted as late and not as refused. */
    void keepLate(StageOutput.Refused what) {
        output().quarantine(what.bounded());
    }

    /** Reports what went out since the last report. */
    void report(long in, long late, long arrivedAt) {
        meter.count(new StageMeter.Counts(in, out, bytes, refused, late, arrivedAt));
        out = 0;
        bytes = 0;
        refused = 0;
    }

    void progress(Progress progress) {
        output().changelog(ChangelogCodec.progressKey(progress.sender()), ChangelogCodec.progress(progress), null);
    }

    /** Parts of groups or rows into blocks for one port of an exchange, one open block per destination. */
    final class Blocks implements Combine.Parts {
        private final int exchange;
        private final int port;
        private final RowWriter[] open;
        private int sender;

        Blocks(int exchange, int port, int destinations) {
            this.exchange = exchange;
            this.port = port;
            open = new RowWriter[destinations];
            Arrays.setAll(open, i -> new RowWriter(256));
        }

        int exchange() {
            return exchange;
        }

        void sender(int number) {
            sender = number;
        }

        @Override
        public void put(int hash, RowWriter part) {
            int destination = Integer.remainderUnsigned(hash, open.length);
            RowWriter block = open[destination];
            if (block.size() == 0) {
                ExchangeFormat.beginBlock(block, sender, epoch, port);
            }
            block.putAll(part);
            if (block.size() >= ExchangeFormat.BLOCK_BYTES) {
                send(destination);
            }
        }

        /** Sends what is in open blocks. */
        void flush() {
            for (int destination = 0; destination < open.length; destination++) {
                if (open[destination].size() > 0) {
                    send(destination);
                }
            }
        }

        private void send(int destination) {
            output().exchange(exchange, destination, open[destination].toByteArray());
            open[destination].clear();
        }
    }
}
