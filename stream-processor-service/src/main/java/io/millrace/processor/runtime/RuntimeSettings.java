package io.millrace.processor.runtime;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code millrace.processor.runtime}.
 *
 * @param runtimesMax runtimes that one copy of the service runs at most, 1 to 256
 * @param threads threads of each runtime, 1 to 64
 * @param sessionTimeout how long after a kill the other copies take over its partitions, 6 s to 1 min
 * @param transactionTimeout how long a killed process can keep readers from what was written after it, 5 s to 1 min
 */
@ConfigurationProperties("millrace.processor.runtime")
public record RuntimeSettings(
        @DefaultValue("16") int runtimesMax,
        @DefaultValue("1") int threads,
        @DefaultValue("8s") Duration sessionTimeout,
        @DefaultValue("10s") Duration transactionTimeout) {
    public RuntimeSettings {
        require(runtimesMax >= 1 && runtimesMax <= 256, "runtimes-max must be 1 to 256, and is " + runtimesMax);
        require(threads >= 1 && threads <= 64, "threads must be 1 to 64, and is " + threads);
        require(within(sessionTimeout, 6), "session-timeout must be 6s to 1m, and is " + sessionTimeout);
        require(within(transactionTimeout, 5), "transaction-timeout must be 5s to 1m, and is " + transactionTimeout);
    }

    /** What a commit does may take so long: the rest of the transaction's time is for a machine that grows slower meanwhile. */
    Duration commitWork() {
        return transactionTimeout.dividedBy(4);
    }

    private static boolean within(Duration value, long secondsMin) {
        return value.toSeconds() >= secondsMin && value.toSeconds() <= 60;
    }

    private static void require(boolean holds, String mend) {
        if (!holds) {
            throw new IllegalArgumentException("millrace.processor.runtime." + mend);
        }
    }
}
