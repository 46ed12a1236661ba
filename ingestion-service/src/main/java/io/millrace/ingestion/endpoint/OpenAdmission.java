package io.millrace.ingestion.endpoint;

import io.millrace.ingestion.admission.AdmissionSettings;
import io.millrace.ingestion.admission.StreamAdmission;
import io.millrace.ingestion.admission.StreamCatalog;
import io.millrace.ingestion.delivery.Deliveries;
import io.millrace.ingestion.delivery.TopicIds;
import io.millrace.ingestion.quarantine.QuarantineRecords;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Opens what admits the events of one request. */
@Component
class OpenAdmission {
    /** W3C Trace Context, version 00 with the sampled flag set. */
    private static final Pattern SAMPLED = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f][13579bdf]");

    private final StreamCatalog streams;
    private final Deliveries deliveries;
    private final TopicIds topicIds;
    private final QuarantineRecords quarantine;
    private final AdmissionSettings settings;
    private final Clock clock;

    record Open(AdmitEvents events, UUID topicId) {}

    OpenAdmission(
            StreamCatalog streams,
            Deliveries deliveries,
            TopicIds topicIds,
            QuarantineRecords quarantine,
            AdmissionSettings settings,
            Clock clock) {
        this.streams = streams;
        this.deliveries = deliveries;
        this.topicIds = topicIds;
        this.quarantine = quarantine;
        this.settings = settings;
        this.clock = clock;
    }

    Open open(StreamAdmission admission, HttpServletRequest request) {
        UUID topicId = topicIds.of(admission.schema());
        AdmitEvents events = new AdmitEvents(
                admission,
                streams::newest,
                deliveries.open(admission.schema(), admission.contract(), sampled(request)),
                quarantine,
                clock,
                settings.futureSkew().toMillis());
        return new Open(events, topicId);
    }

    private static @Nullable String sampled(HttpServletRequest request) {
        String traceparent = request.getHeader("traceparent");
        return traceparent != null && SAMPLED.matcher(traceparent).matches() ? traceparent : null;
    }
}
