package io.millrace.processor.runtime;

import io.millrace.processor.stage.Stage;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.StateRestoreCallback;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.processor.internals.ProcessorNode;
import org.apache.kafka.streams.processor.internals.RecordCollector;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * The store of a stage, and its call at each commit. It is the only class on internals of Kafka Streams, and stands for
 * version {@value #KAFKA_VERSION} alone:
 *
 * <ul>
 *   <li>Kafka Streams calls {@code flushCache} on a {@code CachedStateStore} while it prepares a commit, when records can
 *       still be forwarded into the same transaction;
 *   <li>restore runs before {@code Processor.init}, so the store and not the processor owns the stage;
 *   <li>{@code init} is called again on the same store after a task was closed as corrupt, so it begins with a new stage.
 * </ul>
 */
@SuppressWarnings("unchecked")
final class CommitHook implements StateStore, CachedStateStore<Object, Object> {
    static final String KAFKA_VERSION = "4.2.1";

    private static final Runnable NOTHING = () -> {};
    private static final ByteArraySerializer BYTES = new ByteArraySerializer();

    private final String name;
    private final Supplier<? extends Stage> stages;
    private @Nullable Stage stage;
    private @Nullable InternalProcessorContext<Object, Object> context;
    private Runnable atCommit = NOTHING;
    private boolean open;

    private CommitHook(String name, Supplier<? extends Stage> stages) {
        this.name = name;
        this.stages = stages;
    }

    /** The stage with what was restored. */
    Stage stage() {
        if (stage == null) {
            throw new IllegalStateException("store " + name + " is not open");
        }
        return stage;
    }

    /** From now on runs {@code action} at each commit of the task, as if in the processor that calls this in its init. */
    void atCommit(ProcessorContext<?, ?> processor, Runnable action) {
        InternalProcessorContext<?, ?> internal = (InternalProcessorContext<?, ?>) processor;
        ProcessorNode<?, ?, ?, ?> node = internal.currentNode();
        atCommit = () -> {
            ProcessorNode<?, ?, ?, ?> before = internal.currentNode();
            internal.setCurrentNode(node);
            try {
                action.run();
            } finally {
                internal.setCurrentNode(before);
            }
        };
    }

    void detach() {
        atCommit = NOTHING;
    }

    /** Writes an entry to the store's changelog topic, in the task's transaction. */
    void log(byte[] key, byte @Nullable [] value) {
        open(context).logChange(name, Bytes.wrap(key), value, System.currentTimeMillis(), Position.emptyPosition());
    }

    /**
     * Writes a record to a topic, in the task's transaction: what forwarding it to a sink ends in, without what that does
     * for each record besides (it asks for the topic's partitions and measures how long ago the record's own time was).
     */
    void send(String topic, int partition, byte @Nullable [] key, byte @Nullable [] value, @Nullable Headers headers) {
        InternalProcessorContext<?, ?> internal = open(context);
        ((RecordCollector.Supplier) internal)
                .recordCollector()
                .send(
                        topic,
                        key,
                        value,
                        headers,
                        partition,
                        System.currentTimeMillis(),
                        BYTES,
                        BYTES,
                        name,
                        (InternalProcessorContext<Void, Void>) internal);
    }

    private InternalProcessorContext<Object, Object> open(
            @Nullable InternalProcessorContext<Object, Object> initialised) {
        if (initialised == null) {
            throw new IllegalStateException("store " + name + " is not open");
        }
        return initialised;
    }

    @Override
    public void init(StateStoreContext storeContext, StateStore root) {
        Stage fresh = stages.get();
        stage = fresh;
        atCommit = NOTHING;
        context = (InternalProcessorContext<Object, Object>) storeContext;
        open = true;
        storeContext.register(root, (StateRestoreCallback) fresh::restore);
    }

    @Override
    public void flushCache() {
        atCommit.run();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void flush() {}

    @Override
    public void clearCache() {}

    @Override
    public void close() {
        open = false;
        stage = null;
        atCommit = NOTHING;
    }

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean setFlushListener(CacheFlushListener<Object, Object> listener, boolean sendOldValues) {
        return false;
    }

    static StoreBuilder<StateStore> builder(String name, Supplier<? extends Stage> stages) {
        return new Builder(name, true, () -> new CommitHook(name, stages));
    }

    /**
     * An empty store on disk. A topology without a persistent store gets a new process id at each start, and its
     * transactional ids contain the process id: after a kill the open transaction of the process before would not be fenced
     * off and would block readers until it times out.
     */
    static StoreBuilder<StateStore> identity(String name) {
        return new Builder(name, false, () -> new Identity(name));
    }

    private record Builder(String name, boolean loggingEnabled, Supplier<StateStore> make)
            implements StoreBuilder<StateStore> {
        @Override
        public StoreBuilder<StateStore> withCachingEnabled() {
            return this;
        }

        @Override
        public StoreBuilder<StateStore> withCachingDisabled() {
            return this;
        }

        @Override
        public StoreBuilder<StateStore> withLoggingEnabled(Map<String, String> config) {
            return this;
        }

        @Override
        public StoreBuilder<StateStore> withLoggingDisabled() {
            return this;
        }

        @Override
        public StateStore build() {
            return make.get();
        }

        @Override
        public Map<String, String> logConfig() {
            return Map.of();
        }
    }

    private static final class Identity implements StateStore {
        private final String name;
        private boolean open;

        Identity(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void init(StateStoreContext context, StateStore root) {
            open = true;
            context.register(root, (StateRestoreCallback) (key, value) -> {});
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            open = false;
        }

        @Override
        public boolean persistent() {
            return true;
        }

        @Override
        public boolean isOpen() {
            return open;
        }
    }
}
