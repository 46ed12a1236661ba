package io.millrace.processor.runtime;

import io.millrace.kernel.ErrorKind;
import io.millrace.kernel.MillraceException;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApplicationRecoverableException;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.jspecify.annotations.Nullable;

/** Which failures of a stream thread heal when another thread takes its place, and how long to wait before. */
final class Failures {
    /**
     * Among them is what a coordinator answers that has ended a transaction by itself, because the machine was so busy
     * that the commit came after the transaction's time was up.
     */
    private static final Set<Class<? extends Exception>> HEALING = Set.of(
            RetriableException.class,
            ApplicationRecoverableException.class,
            InvalidTxnStateException.class,
            OutOfOrderSequenceException.class,
            TransactionAbortableException.class,
            TransactionAbortedException.class,
            CommitFailedException.class,
            UnknownServerException.class,
            TaskMigratedException.class,
            TaskCorruptedException.class);

    private static final long PAUSE_MS_MIN = 200;
    private static final long PAUSE_MS_MAX = 15_000;

    private Failures() {}

    /** Whether the group refused the copy because of {@link KeepTopologiesApart}. */
    static boolean isOtherTopology(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InconsistentGroupProtocolException) {
                return true;
            }
        }
        return false;
    }

    /** Whether Kafka Streams did not see a source topic; its metadata may only be older than the topic. */
    static boolean isMissingSource(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MissingSourceTopicException) {
                return true;
            }
        }
        return false;
    }

    static boolean heals(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MillraceException told && told.code().kind() == ErrorKind.EXTERNAL) {
                return true;
            }
            if (isUnknown(cause)) {
                return true;
            }
            for (Class<? extends Exception> healing : HEALING) {
                if (healing.isInstance(cause)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Whether it is an answer of the broker that says nothing, and that Kafka's client has no name for: so a coordinator that is
     * killed or has just started may answer the end of a transaction. The client gives up then, and a fresh one finds out.
     */
    private static boolean isUnknown(Throwable cause) {
        return cause.getClass() == KafkaException.class && cause.getCause() == null;
    }

    /** @param failures how many there were in a row, 1 or more */
    static Duration pause(int failures) {
        return Duration.ofMillis(Math.min(PAUSE_MS_MAX, PAUSE_MS_MIN << Math.min(20, failures - 1)));
    }

    /** The innermost facts of a failure. */
    static String reason(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            root = cause;
            if (cause instanceof MissingSourceTopicException) {
                return "The stream's topic does not exist any more. Activate the contract again and make the view anew.";
            }
            if (cause instanceof MillraceException told) {
                return told.detail();
            }
        }
        String message = message(root);
        return root.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    private static @Nullable String message(Throwable failure) {
        return failure.getMessage();
    }
}
