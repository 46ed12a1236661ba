package io.millrace.local.server;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server$;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.loader.LoaderManifest;
import org.apache.kafka.image.publisher.MetadataPublisher;
import org.apache.kafka.metadata.BrokerRegistration;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * A controller and then, when that has fenced the broker's life before, the broker: what {@link KafkaRaftServer} is, but one after the
 * other. It is on internals of Kafka, and stands for version 4.2.1 alone.
 *
 * <p>After a kill, the metadata still say that the broker leads its partitions. A broker that starts at once believes it, loads the state of
 * groups and transactions, loses its leadership to its own fencing some seconds later, and loads it once more; and a group
 * coordinator takes the end of the first load for that of the second, and goes on with half of its state. Waiting costs
 * nothing: the broker may not register before it was fenced.
 */
final class KafkaNode {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaNode.class);
    /** Longer than a session of a broker. */
    private static final Duration FENCING_MAX = Duration.ofSeconds(20);

    private final KafkaConfig config;
    private final SharedServer shared;
    private final ControllerServer controller;
    private final BrokerServer broker;

    KafkaNode(KafkaConfig config) {
        this.config = config;
        Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> directories =
                KafkaRaftServer.initializeLogDirs(config, LOG, "");
        Metrics metrics = Server$.MODULE$.initializeMetrics(
                config, Time.SYSTEM, directories._1().clusterId().orElseThrow());
        QuorumConfig quorum = config.quorumConfig();
        this.shared = new SharedServer(
                config,
                directories._1(),
                Time.SYSTEM,
                metrics,
                CompletableFuture.completedFuture(QuorumConfig.parseVoterConnections(quorum.voters())),
                QuorumConfig.parseBootstrapServers(quorum.bootstrapServers()),
                new StandardFaultHandlerFactory(),
                ServerSocketFactory.INSTANCE);
        this.broker = new BrokerServer(shared);
        this.controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), directories._2());
    }

    void start() {
        controller.startup();
        awaitFencing();
        broker.startup();
    }

    void awaitEnd() {
        broker.awaitShutdown();
    }

    void stop() {
        broker.shutdown();
        controller.shutdown();
    }

    private void awaitFencing() {
        Fencing fencing = new Fencing(config.nodeId());
        shared.loader().installPublishers(List.of(fencing));
        try {
            fencing.seen.get(FENCING_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("The controller has not fenced the broker of before within {}: it is started anyway", FENCING_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("it is never completed so", e);
        } finally {
            shared.loader().removeAndClosePublisher(fencing);
        }
    }

    /** Sees the metadata when they were read up to their end, and each change from then on. */
    private static final class Fencing implements MetadataPublisher {
        private final int nodeId;
        private final CompletableFuture<Void> seen = new CompletableFuture<>();

        Fencing(int nodeId) {
            this.nodeId = nodeId;
        }

        @Override
        public String name() {
            return "AwaitFencing";
        }

        @Override
        public void onMetadataUpdate(MetadataDelta delta, MetadataImage image, LoaderManifest manifest) {
            BrokerRegistration before = image.cluster().broker(nodeId);
            if (before == null || before.fenced()) {
                seen.complete(null);
            }
        }
    }
}
