package io.millrace.system;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the clients know of their events, per account: how many were acknowledged, and how many were sent without an answer
 * and so may or may not count.
 */
final class Ledger {
    private final Map<String, Account> accounts = new HashMap<>();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();

    /** Counts and sums of one account; guarded by itself. */
    static final class Account {
        private long acknowledged;
        private long unanswered;
        private long acknowledgedSum;

        synchronized long acknowledged() {
            return acknowledged;
        }

        synchronized long atMost() {
            return acknowledged + unanswered;
        }

        synchronized long acknowledgedSum() {
            return acknowledgedSum;
        }
    }

    void acknowledge(String account, long amount) {
        Account entry = account(account);
        synchronized (entry) {
            entry.acknowledged++;
            entry.acknowledgedSum += amount;
        }
        acknowledged.incrementAndGet();
    }

    void leaveUnanswered(String account) {
        Account entry = account(account);
        synchronized (entry) {
            entry.unanswered++;
        }
        unanswered.incrementAndGet();
    }

    Account account(String name) {
        synchronized (accounts) {
            return accounts.computeIfAbsent(name, key -> new Account());
        }
    }

    Map<String, Account> accounts() {
        synchronized (accounts) {
            return Map.copyOf(accounts);
        }
    }

    long acknowledged() {
        return acknowledged.get();
    }

    long unanswered() {
        return unanswered.get();
    }
}
