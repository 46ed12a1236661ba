package io.millrace.starter.outbox;

import java.sql.Types;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Takes records that must reach Kafka if, and only if, the caller's transaction is committed. Records of one key arrive in
 * the order of their transactions as long as those exclude each other, which an aggregate's optimistic lock sees to; a
 * record may arrive twice, so its reader must take the last one per key.
 */
public final class Outbox {
    private final JdbcClient jdbc;
    private final OutboxRelay relay;

    Outbox(JdbcClient jdbc, OutboxRelay relay) {
        this.jdbc = jdbc;
        this.relay = relay;
    }

    /**
     * @param topic without the namespace prefix, at most 249 characters
     * @param key at most 512 characters
     * @param value null for a tombstone
     * @throws IllegalStateException outside a transaction
     */
    public void publish(String topic, String key, byte @Nullable [] value) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("the outbox is written inside the transaction whose outcome it follows");
        }
        jdbc.sql("insert into outbox (topic, record_key, value) values (:topic, :key, :value)")
                .param("topic", topic)
                .param("key", key)
                .param("value", value, Types.BINARY)
                .update();
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                relay.wake();
            }
        });
    }
}
