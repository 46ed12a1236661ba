package io.millrace.local.server;

import io.millrace.local.process.OwnedProcess;
import java.time.Duration;

/** A server that can be started again and again over the same data directory. */
public sealed interface LocalServer permits KafkaServer, PostgresServer, RedisServer {
    /** {@code kafka}, {@code postgres} or {@code redis}. */
    String name();

    /** The port on 127.0.0.1. */
    int port();

    /**
     * Prepares the data directory where that is needed and starts the process.
     *
     * @throws io.millrace.local.LocalException when it cannot be started, or the data is of another version
     */
    OwnedProcess start();

    /** Whether clients can use it now; takes at most about a second. */
    boolean ready();

    /** How long an orderly end may take. */
    Duration stopGrace();
}
