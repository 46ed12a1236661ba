package io.millrace.registry;

import static io.millrace.registry.RunningRegistry.contract;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.local.server.KafkaServer;
import io.millrace.registry.RunningRegistry.Answer;
import io.millrace.testkit.DedicatedServer;
import io.millrace.testkit.TestServers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutageIT {
    @Test
    void nothingIsHalfDoneWhileKafkaIsDownAndTheOutboxGoesOnAfterwards() throws Exception {
        try (DedicatedServer<KafkaServer> kafka = TestServers.dedicatedKafka();
                RunningRegistry registry = RunningRegistry.start(kafka.server().bootstrapServers())) {
            assertThat(registry.put("before", contract("before", "1.0.0", "active"))
                            .status())
                    .isEqualTo(201);
            kafka.kill();

            Answer refused = registry.put("during", contract("during", "1.0.0", "active"));
            assertThat(refused.status()).as(refused.body()).isEqualTo(503);
            assertThat(refused.code()).isEqualTo("KAFKA_UNAVAILABLE");
            assertThat(refused.header("retry-after")).isNotEmpty();
            assertThat(registry.get("/api/contracts/during").status()).isEqualTo(404);
            assertThat(registry.put("draft", contract("draft", "1.0.0", "draft"))
                            .status())
                    .isEqualTo(201);
            registry.restart();
            assertThat(registry.get("/api/streams/before").status()).isEqualTo(200);

            kafka.startAgain();
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> registry.put("during", contract("during", "1.0.0", "active"))
                                    .status()
                            == 201);
            registry.records("millrace.contracts", record -> record.key().equals("during"));
            assertThat(registry.records(
                            "millrace.contracts", record -> record.key().equals("draft")))
                    .isNotEmpty();
            assertThat(registry.get("/api/contracts/before/changes").json()).hasSize(1);
        }
    }
}
