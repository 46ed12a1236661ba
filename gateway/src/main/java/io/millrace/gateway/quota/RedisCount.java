package io.millrace.gateway.quota;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.millrace.kernel.Namespace;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts in Redis, for all copies of the gateway together, under keys {@code quota:<principal>} of the namespace that end
 * by themselves. No request waits for a connection: it is made beside them, at most once a second.
 */
final class RedisCount implements Count, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisCount.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration CONNECT_PAUSE = Duration.ofSeconds(1);
    private static final Duration KEPT_AFTER_FULL = Duration.ofSeconds(10);

    /** Without a bound of a second, copies would count by themselves for up to half a minute after Redis is back. */
    static final Delay RECONNECT_DELAY =
            Delay.exponential(Duration.ofMillis(10), Duration.ofSeconds(1), 2, TimeUnit.MILLISECONDS);

    private final ClientResources resources =
            ClientResources.builder().reconnectDelay(RECONNECT_DELAY).build();
    private final RedisClient client;
    private final Namespace namespace;
    private final BucketConfiguration configuration;
    private final Duration timeout;
    private final Clock clock;
    private final AtomicBoolean connecting = new AtomicBoolean();
    private volatile @Nullable ProxyManager<byte[]> manager;
    private volatile Instant connectAt = Instant.MIN;

    RedisCount(String url, Namespace namespace, QuotaSettings settings, Clock clock) {
        this.client = client(resources, url, settings.redisTimeout());
        this.namespace = namespace;
        this.configuration = Buckets.configuration(settings);
        this.timeout = settings.redisTimeout();
        this.clock = clock;
        connect();
    }

    private static RedisClient client(ClientResources resources, String url, Duration timeout) {
        RedisURI uri = RedisURI.create(url);
        uri.setTimeout(CONNECT_TIMEOUT);
        RedisClient client = RedisClient.create(resources, uri);
        client.setOptions(ClientOptions.builder()
                .autoReconnect(true)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT_TIMEOUT)
                        .tcpNoDelay(true)
                        .build())
                .timeoutOptions(TimeoutOptions.enabled(timeout))
                .build());
        return client;
    }

    @Override
    public Taken take(String principal, long wanted) {
        ProxyManager<byte[]> present = manager;
        if (present == null) {
            connect();
            throw new IllegalStateException("there is no connection to Redis yet");
        }
        return Buckets.take(present.builder().build(key(principal), () -> configuration), wanted);
    }

    /** The Redis key of a principal's bucket. */
    byte[] key(String principal) {
        return namespace.of("quota:" + principal).getBytes(StandardCharsets.UTF_8);
    }

    private void connect() {
        if (clock.instant().isBefore(connectAt) || !connecting.compareAndSet(false, true)) {
            return;
        }
        connectAt = clock.instant().plus(CONNECT_PAUSE);
        Thread.ofVirtual().name("quota-connect").start(() -> {
            try {
                manager = Bucket4jLettuce.casBasedBuilder(client.connect(ByteArrayCodec.INSTANCE))
                        .expirationAfterWrite(
                                ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(KEPT_AFTER_FULL))
                        .requestTimeout(timeout)
                        .build();
            } catch (RuntimeException e) {
                LOG.warn("Redis cannot be reached: requests are counted by this process alone ({})", reason(e));
            } finally {
                connecting.set(false);
            }
        });
    }

    /** The client's own message names the place alone; that a password was refused stands at the end of the causes. */
    private static String reason(Throwable e) {
        Throwable reason = e;
        while (reason.getCause() != null) {
            reason = reason.getCause();
        }
        return e.getMessage() + ", " + reason.getMessage();
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, CONNECT_TIMEOUT);
        resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1_000);
    }
}
