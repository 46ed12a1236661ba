package io.millrace.gateway.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.millrace.kernel.Namespace;
import io.millrace.local.server.RedisServer;
import io.millrace.testkit.DedicatedServer;
import io.millrace.testkit.TestServers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QuotaIT {
    // Slow enough that nothing fills up again while a test runs.
    private static final QuotaSettings SETTINGS = new QuotaSettings(1, 10, Duration.ofSeconds(2), 100);
    private static final Namespace NAMESPACE = new Namespace(TestServers.uniqueNamespace());

    private RedisClient redis;
    private StatefulRedisConnection<byte[], byte[]> connection;
    private RedisCount shared;

    @BeforeEach
    void connect() {
        redis = RedisClient.create(TestServers.redis());
        connection = redis.connect(ByteArrayCodec.INSTANCE);
        shared = count(TestServers.redis());
        awaitConnected(shared);
    }

    @AfterEach
    void disconnect() {
        shared.close();
        redis.shutdown();
    }

    @Test
    void countsForAllCopiesTogether() {
        try (RedisCount other = count(TestServers.redis())) {
            awaitConnected(other);
            for (int i = 0; i < 5; i++) {
                assertThat(shared.take("both", 1).granted()).isEqualTo(1);
                assertThat(other.take("both", 1).granted()).isEqualTo(1);
            }
            Count.Taken refused = other.take("both", 1);
            assertThat(refused.granted()).isZero();
            assertThat(refused.pause()).isPositive();
        }
    }

    @Test
    void keepsItsKeysInTheNamespaceAndForATimeOnly() {
        shared.take("somebody", 1);
        byte[] key = (NAMESPACE.value() + ".quota:somebody").getBytes(StandardCharsets.UTF_8);
        assertThat(shared.key("somebody")).isEqualTo(key);
        assertThat(connection.sync().pttl(key)).isBetween(1L, 60_000L);
    }

    @Test
    void countsByItselfWhereTheKeyHoldsSomethingForeign() {
        connection.sync().set(shared.key("garbled"), "foreign".getBytes(StandardCharsets.UTF_8));
        connection.sync().lpush(shared.key("listed"), "foreign".getBytes(StandardCharsets.UTF_8));
        connection.sync().set(shared.key("emptied"), new byte[0]);
        Quotas quotas = quotas(shared);
        assertLimitedTo(10, quotas, "garbled");
        assertLimitedTo(10, quotas, "listed");
        assertLimitedTo(10, quotas, "emptied");
        assertThat(connection.sync().get(shared.key("garbled"))).isEqualTo("foreign".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void countsByItselfWhileRedisIsDownAndTogetherAgainAfterwards() throws Exception {
        try (DedicatedServer<RedisServer> dedicated = TestServers.dedicatedRedis();
                RedisCount count = count(dedicated.server().url())) {
            awaitConnected(count);
            Quotas quotas = quotas(count);
            assertLimitedTo(10, quotas, "before");
            dedicated.kill();
            assertLimitedTo(10, quotas, "during");
            dedicated.startAgain();
            awaitConnected(count);
            assertLimitedTo(10, quotas, "after");
        }
    }

    @Test
    void startsWhileRedisIsDown() {
        try (RedisCount count = count("redis://127.0.0.1:1")) {
            assertLimitedTo(10, quotas(count), "anybody");
        }
    }

    private static void assertLimitedTo(int burst, Quotas quotas, String principal) {
        int allowed = 0;
        for (int i = 0; i < 2 * burst; i++) {
            if (quotas.decide(principal).allowed()) {
                allowed++;
            }
        }
        assertThat(allowed).isBetween(burst, burst + 3);
        Allowance.Decision refused = quotas.decide(principal);
        assertThat(refused.allowed()).isFalse();
        assertThat(refused.pause()).isPositive();
    }

    private static Quotas quotas(Count count) {
        return new Quotas(count, CircuitBreaker.ofDefaults("quota"), SETTINGS, Clock.systemUTC());
    }

    private static RedisCount count(String url) {
        return new RedisCount(url, NAMESPACE, SETTINGS, Clock.systemUTC());
    }

    private static void awaitConnected(RedisCount count) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .until(() -> count.take("probe", 1) != null);
    }
}
