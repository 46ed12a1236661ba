package io.millrace.processor.runtime;

import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Namespace;
import io.millrace.processor.stage.StageMeter;
import io.millrace.processor.stage.ViewPlan;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/** The runtimes of this copy of the service. A second copy that starts the same runtime joins its group and shares the partitions. */
public final class Runtimes implements AutoCloseable {
    private final String bootstrapServers;
    private final Namespace namespace;
    private final RuntimeSettings settings;
    private final ClaimStateDirectory state;
    private final Function<ViewPlan, StageMeter> meters;
    private final Admin admin;
    private final RuntimeTopics topics;
    private final Map<String, Runtime> running = new ConcurrentHashMap<>();

    /** @param meters by view */
    Runtimes(
            String bootstrapServers,
            Namespace namespace,
            RuntimeSettings settings,
            ClaimStateDirectory state,
            Function<ViewPlan, StageMeter> meters) {
        this.bootstrapServers = bootstrapServers;
        this.namespace = namespace;
        this.settings = settings;
        this.state = state;
        this.meters = meters;
        this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
        this.topics = new RuntimeTopics(admin, namespace);
    }

    /**
     * Starts a runtime, after it made the topics that it writes to. One of this name that runs the same views is left alone;
     * one that has failed, or runs others, is ended and started anew.
     *
     * @throws MillraceException RUNTIMES_EXHAUSTED where this copy runs as many as it may; RUNTIME_KAFKA_UNAVAILABLE and
     *     RUNTIME_TOPIC_MISMATCH where its topics cannot be made or a stream is not the one that it was
     */
    public synchronized void start(RuntimeSpec spec, RuntimeListener listener) {
        Runtime known = running.get(spec.name());
        if (known != null && known.runs(spec) && known.health().state() != RuntimeHealth.State.FAILED) {
            return;
        }
        if (known == null && running.size() >= settings.runtimesMax()) {
            throw new MillraceException(
                    RuntimeError.RUNTIMES_EXHAUSTED,
                    "This copy runs " + running.size()
                            + " runtimes, its maximum. Put views over the same stream together"
                            + " with apply, add a copy of the service, or raise millrace.processor.runtime.runtimes-max.");
        }
        topics.requireSources(spec);
        topics.create(spec);
        stop(spec.name());
        Runtime runtime = new Runtime(spec, streams(spec), listener, () -> topics.sourcesGone(spec));
        running.put(spec.name(), runtime);
        runtime.start();
    }

    private KafkaStreams streams(RuntimeSpec spec) {
        String applicationId = applicationId(spec.name());
        BuildTopology.Exchanges exchanges = (exchange, partition, taken) ->
                topics.requireExchange(applicationId + "-" + exchange + "-repartition", partition, taken);
        ReadPositions.Notes positions = new ReadPositions.Notes();
        ThreadLocal<CommitPace> paces =
                ThreadLocal.withInitial(() -> new CommitPace(settings.commitWork(), System::nanoTime));
        Properties properties = StreamsProperties.of(
                applicationId, bootstrapServers, state.directory(), settings, spec.commitIntervalMs());
        properties.put(StreamsConfig.mainConsumerPrefix(ReadPositions.NOTES), positions);
        return new KafkaStreams(
                new BuildTopology(spec, namespace, meters, exchanges, positions, paces::get).build(),
                properties,
                new KeepTopologiesApart(spec.topology()));
    }

    private String applicationId(String runtime) {
        return namespace.of("millrace.runtime." + runtime);
    }

    /** Stops a runtime on this copy; its topics and its state stay. One that does not run is fine. */
    public synchronized void stop(String runtime) {
        Runtime known = running.remove(runtime);
        if (known != null) {
            known.stop();
        }
    }

    /**
     * Stops a runtime on this copy, and deletes its group, its internal topics and its local state. What is gone already is
     * fine.
     *
     * @throws MillraceException RUNTIME_KAFKA_UNAVAILABLE where something is left, as while other copies still run it; then
     *     it is to be called again
     */
    public synchronized void remove(String runtime) {
        Runtime known = running.remove(runtime);
        if (known != null) {
            known.stop();
            known.cleanUp();
        }
        topics.delete(applicationId(runtime));
    }

    /**
     * Deletes the internal topics of a view that a runtime no longer has, as soon as no copy can have it any more: where
     * this copy runs the runtime, when all copies run it without the view; else when none runs it.
     *
     * @param view the view's name
     * @param version its version
     * @return false where it is too early; then try again in a while
     * @throws MillraceException RUNTIME_KAFKA_UNAVAILABLE
     */
    public boolean forget(String runtime, String view, int version) {
        Runtime known = running.get(runtime);
        RuntimeSpec spec = known == null ? null : known.spec();
        String applicationId = applicationId(runtime);
        boolean early = spec == null
                ? !topics.isUnused(applicationId)
                : spec.has(view, version) || !topics.isUsedBy(applicationId, spec.topology());
        if (!early) {
            topics.delete(applicationId, view, version);
        }
        return !early;
    }

    /** How a runtime is on this copy; empty where it does not run here. Waits for nothing. */
    public Optional<RuntimeHealth> health(String runtime) {
        @Nullable Runtime known = running.get(runtime);
        return Optional.ofNullable(known).map(Runtime::health);
    }

    /**
     * How a runtime is on other copies, from what the broker knows of its group: RUNNING where it has members; empty where it
     * has none, or the broker does not say. Asks the broker.
     */
    public Optional<RuntimeHealth> healthElsewhere(String runtime) {
        try {
            return topics.isUnused(applicationId(runtime))
                    ? Optional.empty()
                    : Optional.of(new RuntimeHealth(RuntimeHealth.State.RUNNING, null, 0));
        } catch (MillraceException e) {
            return Optional.empty();
        }
    }

    /** Ends all runtimes of this copy. */
    @Override
    public synchronized void close() {
        running.values().parallelStream().forEach(Runtime::stop);
        running.clear();
        admin.close();
        state.close();
    }
}
