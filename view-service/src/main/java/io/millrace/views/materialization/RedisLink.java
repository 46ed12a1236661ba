package io.millrace.views.materialization;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The connections to Redis: one for reads and one for writes, each shared by all threads and pipelined, so that a large
 * write does not stand in front of reads. A lost connection is taken up again by itself; meanwhile calls fail at once.
 */
@Component
public class RedisLink implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final long CALL_MS_MAX = 2_000;
    private static final long RECONNECT_MS_MIN = 250;
    /** Without a bound of a second, readers would wait up to half a minute for a Redis that is back. */
    static final Delay RECONNECT_DELAY =
            Delay.exponential(Duration.ofMillis(10), Duration.ofSeconds(1), 2, TimeUnit.MILLISECONDS);

    private static final int QUEUE_MAX = 20_000;

    private final ClientResources resources;
    private final RedisClient client;
    private final String place;
    private final Line reads;
    private final Line writes;

    RedisLink(@Value("${spring.data.redis.url}") String url) {
        RedisURI uri = RedisURI.create(url);
        uri.setTimeout(Duration.ofMillis(CALL_MS_MAX));
        place = uri.getHost() + ":" + uri.getPort();
        resources = ClientResources.builder().reconnectDelay(RECONNECT_DELAY).build();
        client = RedisClient.create(resources, uri);
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(QUEUE_MAX)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT_TIMEOUT)
                        .keepAlive(true)
                        .build())
                .timeoutOptions(TimeoutOptions.create())
                .build());
        reads = new Line();
        writes = new Line();
    }

    /** @throws RedisUnavailableException where Redis does not answer as it should */
    List<@Nullable Object> read(RedisScript script, byte[][] keys, byte[]... arguments) {
        return run(reads, script, keys, arguments);
    }

    /** @throws RedisUnavailableException where Redis does not answer as it should; then it may have been done or not */
    List<@Nullable Object> write(RedisScript script, byte[][] keys, byte[]... arguments) {
        return run(writes, script, keys, arguments);
    }

    /** @throws RedisUnavailableException where Redis does not answer as it should */
    public void ping() {
        await(reads.commands().ping());
    }

    /** The section of INFO. */
    String info(String section) {
        return await(writes.commands().info(section));
    }

    KeyScanCursor<byte[]> scan(ScanCursor cursor, byte[] pattern, int count) {
        return await(
                writes.commands().scan(cursor, ScanArgs.Builder.matches(pattern).limit(count)));
    }

    long unlink(byte[]... keys) {
        return await(writes.commands().unlink(keys));
    }

    private static List<@Nullable Object> run(Line line, RedisScript script, byte[][] keys, byte[][] arguments) {
        RedisAsyncCommands<byte[], byte[]> commands = line.commands();
        try {
            return await(
                    commands.<List<@Nullable Object>>evalsha(script.digest(), ScriptOutputType.MULTI, keys, arguments));
        } catch (UnknownScriptException e) {
            return await(
                    commands.<List<@Nullable Object>>eval(script.source(), ScriptOutputType.MULTI, keys, arguments));
        }
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.get(CALL_MS_MAX, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RedisNoScriptException) {
                throw new UnknownScriptException();
            }
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new RedisUnavailableException("Redis refuses: " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            future.cancel(true);
            throw new RedisUnavailableException("Redis does not answer within " + CALL_MS_MAX + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisUnavailableException("interrupted while Redis was asked", e);
        }
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(2_000);
    }

    /** The client's own message names the place alone; that a password was refused stands at the end of the causes. */
    private RedisUnavailableException unreachable(RedisException e) {
        Throwable reason = e;
        while (reason.getCause() != null) {
            reason = reason.getCause();
        }
        return new RedisUnavailableException("Redis at " + place + " cannot be reached: " + reason.getMessage(), e);
    }

    /** Redis has lost its scripts, as it does on each restart. */
    private static final class UnknownScriptException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnknownScriptException() {
            super("script is not loaded", null, false, false);
        }
    }

    /** One connection, made when it is first needed. */
    private final class Line {
        private final ReentrantLock connecting = new ReentrantLock();
        private volatile @Nullable StatefulRedisConnection<byte[], byte[]> connection;
        private long failedAtNanos;
        private @Nullable RedisException failure;

        RedisAsyncCommands<byte[], byte[]> commands() {
            StatefulRedisConnection<byte[], byte[]> present = connection;
            return (present == null ? connect() : present).async();
        }

        private StatefulRedisConnection<byte[], byte[]> connect() {
            connecting.lock();
            try {
                StatefulRedisConnection<byte[], byte[]> present = connection;
                if (present != null) {
                    return present;
                }
                RedisException last = failure;
                if (last != null
                        && System.nanoTime() - failedAtNanos < TimeUnit.MILLISECONDS.toNanos(RECONNECT_MS_MIN)) {
                    throw unreachable(last);
                }
                present = client.connect(ByteArrayCodec.INSTANCE);
                connection = present;
                return present;
            } catch (RedisException e) {
                failure = e;
                failedAtNanos = System.nanoTime();
                throw unreachable(e);
            } finally {
                connecting.unlock();
            }
        }
    }
}
