package io.millrace.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kernel.Namespace;
import io.millrace.processor.stage.Orders;
import io.millrace.processor.stage.StageMeter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.junit.jupiter.api.Test;

/** Fails on another version of Kafka Streams than the one whose internals {@link CommitHook} stands on. */
class CommitHookTests {
    @Test
    void standsOnTheVersionThatIsUsed() throws Exception {
        assertThat(AppInfoParser.getVersion())
                .as(
                        "CommitHook is written for the internals of Kafka Streams %s. Before the version is changed: read its"
                                + " Javadoc, compare StreamTask.prepareCommit and ProcessorContextImpl.logChange, run the ITs of"
                                + " package runtime, then change KAFKA_VERSION",
                        CommitHook.KAFKA_VERSION)
                .isEqualTo(CommitHook.KAFKA_VERSION);
        assertThat(CachedStateStore.class.getMethod("flushCache").getReturnType())
                .isEqualTo(void.class);
        assertThat(InternalProcessorContext.class.getMethod(
                        "logChange", String.class, Bytes.class, byte[].class, long.class, Position.class))
                .isNotNull();
    }

    @Test
    void topologyIsNamedByViewAndVersionAndHasAPersistentStore() {
        var scan = Orders.scan("orders", new UUID(1, 2), 4);
        RuntimeSpec spec = new RuntimeSpec(
                "r",
                List.of(Orders.aggregate(scan, "by_customer", true), Orders.projection(scan, "all_orders", false, -1)),
                Map.of("by_customer", new ChangelogSettings(3, 1), "all_orders", new ChangelogSettings(4, 1)),
                100);
        String topology = new BuildTopology(
                        spec,
                        new Namespace("n"),
                        view -> StageMeter.NONE,
                        (exchange, partition, taken) -> new UUID(3, 4),
                        new ReadPositions.Notes(),
                        () -> new CommitPace(Duration.ofSeconds(1), System::nanoTime))
                .build()
                .describe()
                .toString();
        assertThat(topology)
                .contains("Source: stream.orders (topics: [orders])")
                .contains("by_customer.v1.exchange0-repartition-filter")
                .contains("by_customer.v1.scan0.identity")
                .contains("Sink: by_customer.v1.merge0.changelog (topic: n.millrace.view.by_customer.v1)")
                .contains("Sink: all_orders.v1.scan0.quarantine (topic: n.millrace.view.all_orders.v1.quarantine)");
    }
}
