package io.millrace.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kernel.MillraceException;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownProducerIdException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class FailuresTests {
    @Test
    void whatAnotherThreadMendsHeals() {
        List<Exception> mended = List.of(
                new InvalidTxnStateException("the coordinator ended the transaction, its time was up"),
                new ProducerFencedException("fenced"),
                new InvalidProducerEpochException("epoch"),
                new InvalidPidMappingException("the transactional id expired"),
                new OutOfOrderSequenceException("a batch expired"),
                new UnknownProducerIdException("retention"),
                new TimeoutException("the broker is busy"),
                new UnknownServerException("the broker does not say what"),
                new KafkaException("Unhandled error in EndTxnResponse: The server experienced an unexpected error"));
        assertThat(mended)
                .allSatisfy(failure -> assertThat(
                                Failures.heals(new StreamsException("Error encountered trying to commit", failure)))
                        .isTrue());
    }

    @Test
    void whatTheBrokerCouldNotBeAskedHealsAndWhatItSaidDoesNot() {
        MillraceException silent = new MillraceException(RuntimeError.RUNTIME_KAFKA_UNAVAILABLE, "Kafka is away.");
        MillraceException mismatch = new MillraceException(RuntimeError.RUNTIME_TOPIC_MISMATCH, "Create it again.");
        assertThat(Failures.heals(new StreamsException(silent))).isTrue();
        assertThat(Failures.heals(new StreamsException(mismatch))).isFalse();
        assertThat(Failures.reason(new StreamsException(mismatch))).isEqualTo("Create it again.");
    }

    @Test
    void whatStaysDoesNotHeal() {
        assertThat(Failures.heals(new StreamsException(new AuthorizationException("no"))))
                .isFalse();
        assertThat(Failures.heals(new StreamsException(new SerializationException("no"))))
                .isFalse();
        assertThat(Failures.heals(new IllegalStateException("a bug"))).isFalse();
        assertThat(Failures.heals(new StreamsException("a record that a step cannot take")))
                .isFalse();
        assertThat(Failures.heals(
                        new KafkaException("the producer is in an error state", new AuthorizationException("no"))))
                .isFalse();
    }
}
