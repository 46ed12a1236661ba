/** Records that reach Kafka if and only if the transaction that wrote them was committed. */
@NullMarked
package io.millrace.starter.outbox;

import org.jspecify.annotations.NullMarked;
