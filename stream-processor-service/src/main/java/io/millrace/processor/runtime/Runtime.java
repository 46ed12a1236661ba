package io.millrace.processor.runtime;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One Kafka Streams application on this copy. */
final class Runtime {
    private static final Logger LOG = LoggerFactory.getLogger(Runtime.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration OTHER_TOPOLOGY_PAUSE = Duration.ofMillis(500);

    private final RuntimeSpec spec;
    private final KafkaStreams streams;
    private final RuntimeListener listener;
    private final BooleanSupplier sourcesGone;
    private final AtomicInteger failuresInARow = new AtomicInteger();
    private volatile @Nullable String failure;
    private volatile boolean stopping;

    /** @param sourcesGone whether the broker does not have a topic that is read, or of a derived stream */
    Runtime(RuntimeSpec spec, KafkaStreams streams, RuntimeListener listener, BooleanSupplier sourcesGone) {
        this.spec = spec;
        this.sourcesGone = sourcesGone;
        this.streams = streams;
        this.listener = listener;
        streams.setUncaughtExceptionHandler(this::onFailure);
        streams.setStateListener(this::onState);
    }

    RuntimeSpec spec() {
        return spec;
    }

    /** Whether it is a runtime of these views. */
    boolean runs(RuntimeSpec other) {
        return spec.topology().equals(other.topology());
    }

    void start() {
        streams.start();
    }

    private StreamThreadExceptionResponse onFailure(Throwable thrown) {
        if (stopping) {
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        if (Failures.isOtherTopology(thrown)) {
            LOG.info("runtime {}: other copies run it with other views; waiting for them to stop", spec.name());
            LockSupport.parkNanos(OTHER_TOPOLOGY_PAUSE.toNanos());
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        boolean heals = Failures.isMissingSource(thrown) || Failures.heals(thrown);
        if (heals && !sourcesGone.getAsBoolean()) {
            Duration pause = Failures.pause(failuresInARow.incrementAndGet());
            LOG.warn(
                    "runtime {}: a thread failed ({}); another takes its place in {} ms",
                    spec.name(),
                    Failures.reason(thrown),
                    pause.toMillis(),
                    thrown);
            LockSupport.parkNanos(pause.toNanos());
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        LOG.error("runtime {} fails; its views stop here", spec.name(), thrown);
        boolean gone = heals && !Failures.isMissingSource(thrown);
        fail((gone ? "The topic of a stream does not exist any more. " : "") + Failures.reason(thrown));
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private void onState(KafkaStreams.State now, KafkaStreams.State before) {
        LOG.info("runtime {}: {} → {}", spec.name(), before, now);
        switch (now) {
            case RUNNING -> failuresInARow.set(0);
            case ERROR, NOT_RUNNING -> {
                if (!stopping) {
                    fail("The runtime's threads ended without a reason; see the log of this copy.");
                }
            }
            case CREATED, REBALANCING, PENDING_SHUTDOWN, PENDING_ERROR -> {}
        }
    }

    private synchronized void fail(String reason) {
        if (failure == null) {
            failure = reason;
            Thread.ofVirtual().name("failed-" + spec.name()).start(() -> listener.failed(spec.name(), reason));
        }
    }

    RuntimeHealth health() {
        String reason = failure;
        int threads = alive();
        if (reason != null) {
            return new RuntimeHealth(RuntimeHealth.State.FAILED, reason, threads);
        }
        RuntimeHealth.State state = switch (streams.state()) {
            case CREATED -> RuntimeHealth.State.STARTING;
            case RUNNING -> threads > 0 ? RuntimeHealth.State.RUNNING : RuntimeHealth.State.REBALANCING;
            case REBALANCING -> RuntimeHealth.State.REBALANCING;
            case PENDING_SHUTDOWN, PENDING_ERROR, ERROR, NOT_RUNNING -> RuntimeHealth.State.FAILED;
        };
        return new RuntimeHealth(
                state, state == RuntimeHealth.State.FAILED ? "The runtime is stopping." : null, threads);
    }

    private int alive() {
        try {
            return (int) streams.metadataForLocalThreads().stream()
                    .filter(thread -> !"DEAD".equals(thread.threadState()))
                    .count();
        } catch (IllegalStateException e) {
            return 0;
        }
    }

    /** Ends the application and leaves its group, so that other copies take over at once. */
    void stop() {
        stopping = true;
        boolean ended = streams.close(CloseOptions.timeout(CLOSE_TIMEOUT)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        if (!ended) {
            LOG.warn("runtime {} did not end within {}; its threads end by themselves", spec.name(), CLOSE_TIMEOUT);
        }
    }

    /** Deletes local state; only after {@link #stop}. */
    void cleanUp() {
        streams.cleanUp();
    }
}
