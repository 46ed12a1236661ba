/** Real Kafka, PostgreSQL and Redis, each as a process of its own, bound to 127.0.0.1. */
@NullMarked
package io.millrace.local.server;

import org.jspecify.annotations.NullMarked;
