package io.millrace.local.server;

import io.millrace.local.process.Startable;

/** A server that can be started again and again over the same data directory. */
public sealed interface LocalServer extends Startable permits KafkaServer, PostgresServer, RedisServer {}
