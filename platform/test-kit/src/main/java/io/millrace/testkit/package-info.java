/** Real Kafka, PostgreSQL and Redis for tests, and an identity that every service trusts. */
@NullMarked
package io.millrace.testkit;

import org.jspecify.annotations.NullMarked;
