package io.millrace.processor.view;

import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.processor.ProcessorError;
import io.millrace.starter.MillraceSettings;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.springframework.stereotype.Component;

/** Lets one reading of whole streams go on at a time on a copy, each with a consumer of its own: views run beside it. */
@Component
class ReadAlone {
    private final MillraceSettings settings;
    private final Semaphore slot = new Semaphore(1);

    ReadAlone(MillraceSettings settings) {
        this.settings = settings;
    }

    /** @throws MillraceException TOO_MANY_REQUESTS or KAFKA_UNAVAILABLE, and what the work throws */
    <T> T read(View view, Function<KafkaConsumer<byte[], byte[]>, T> work) {
        if (!slot.tryAcquire()) {
            throw new MillraceException(
                    CommonError.TOO_MANY_REQUESTS,
                    "Another view is being verified by this copy of the service. Try again when that is done.");
        }
        try (KafkaConsumer<byte[], byte[]> consumer = ReadRange.consumer(settings.kafka())) {
            return work.apply(consumer);
        } catch (KafkaException e) {
            throw new MillraceException(
                    ProcessorError.KAFKA_UNAVAILABLE,
                    "Kafka cannot be read to verify " + view.name() + ". Try again when the broker is well.",
                    e);
        } finally {
            slot.release();
        }
    }
}
