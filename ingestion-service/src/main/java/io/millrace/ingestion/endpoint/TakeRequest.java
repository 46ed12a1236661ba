package io.millrace.ingestion.endpoint;

import io.millrace.api.ingestion.IngestionReply;
import io.millrace.api.measurement.Measurement;
import io.millrace.ingestion.IngestionError;
import io.millrace.ingestion.admission.StreamAdmission;
import io.millrace.ingestion.delivery.DeliveryResult;
import io.millrace.kernel.MillraceException;
import io.millrace.starter.measurement.HopMeter;
import io.millrace.starter.measurement.HopMeters;
import io.millrace.starter.problem.Problems;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/** Takes the events of one request, from the first byte of its body to the reply. */
@Component
class TakeRequest {
    private static final String POSITION = "Millrace-Position";
    private static final String RETRY_AFTER_SECONDS = "1";

    private static final Logger LOG = LoggerFactory.getLogger(TakeRequest.class);

    private final EndpointSettings settings;
    private final BodyMemory memory;
    private final OpenAdmission admissions;
    private final HopMeter meter;
    private final RequestSlots slots;

    TakeRequest(EndpointSettings settings, BodyMemory memory, OpenAdmission admissions, HopMeters meters) {
        this.settings = settings;
        this.memory = memory;
        this.admissions = admissions;
        this.meter = meters.of(Measurement.Hop.INGESTION);
        this.slots = new RequestSlots(settings.requestsMax(), settings.senderRequestsMax());
    }

    /**
     * @param sender the caller's principal
     * @throws IOException where the client has gone; what it had sent before is delivered
     */
    ResponseEntity<Object> take(StreamAdmission admission, String sender, HttpServletRequest request)
            throws IOException {
        EventForm form = EventForm.of(request);
        long begun = System.nanoTime();
        slots.take(sender);
        try {
            return admitAll(admission, request, form);
        } finally {
            slots.give(sender);
            meter.named(admission.schema().stream()).latency(System.nanoTime() - begun);
        }
    }

    private ResponseEntity<Object> admitAll(StreamAdmission admission, HttpServletRequest request, EventForm form)
            throws IOException {
        OpenAdmission.Open open = admissions.open(admission, request);
        MillraceException brokenOff = null;
        DeliveryResult result;
        try {
            read(request, form, open.events());
        } catch (MillraceException e) {
            brokenOff = e;
        } finally {
            result = open.events().finish(open.topicId());
            count(admission, open.events(), result);
        }
        if (result.firstUnknown() >= 0) {
            brokenOff = notDelivered(admission, result);
        }
        if (brokenOff == null && open.events().read() == 0 && !open.events().foundNone()) {
            throw new MillraceException(
                    IngestionError.EMPTY_BODY,
                    "The body holds no event. Send one JSON object, an array, or lines of them.");
        }
        IngestionReply reply = open.events().reply(result, brokenOff != null);
        return brokenOff == null ? whole(reply) : broken(reply, brokenOff, request);
    }

    private static MillraceException notDelivered(StreamAdmission admission, DeliveryResult result) {
        LOG.warn(
                "{}: an event was not delivered, the request is answered with what is known: {}",
                admission.schema().stream(),
                String.valueOf(result.failure()));
        return AdmitEvents.notDelivered(result.failure());
    }

    private void read(HttpServletRequest request, EventForm form, AdmitEvents events) throws IOException {
        DataSize sizeMax = form.lines() ? settings.ndjsonSizeMax() : settings.jsonSizeMax();
        if (!form.gzip() && request.getContentLengthLong() > sizeMax.toBytes()) {
            throw EventBody.tooLarge(sizeMax.toBytes());
        }
        try (EventBody body = EventBody.open(request.getInputStream(), form.gzip(), sizeMax, settings, memory)) {
            if (form.lines()) {
                new NdjsonBody(body, events).admitAll();
            } else {
                new JsonBody(body, Math.toIntExact(sizeMax.toBytes()), events).admitAll();
            }
        }
    }

    /** {@code in = out + refused}; events whose delivery failed are in none of them. */
    private void count(StreamAdmission admission, AdmitEvents events, DeliveryResult result) {
        meter.named(admission.schema().stream())
                .in(result.accepted() + result.quarantined())
                .out(result.accepted())
                .refused(result.quarantined())
                .bytes(events.acceptedBytes());
    }

    private static ResponseEntity<Object> whole(IngestionReply reply) {
        int status = reply.quarantined() == 0 ? 200 : reply.accepted() == 0 ? 422 : 207;
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .header(POSITION, reply.position())
                .body(reply);
    }

    private static ResponseEntity<Object> broken(
            IngestionReply reply, MillraceException failure, HttpServletRequest request) {
        ProblemDetail problem = Problems.of(failure);
        Problems.at(problem, request.getRequestURI());
        problem.setProperty("accepted", reply.accepted());
        problem.setProperty("quarantined", reply.quarantined());
        problem.setProperty("position", reply.position());
        problem.setProperty("errors", reply.errors());
        problem.setProperty("nextIndex", reply.nextIndex());
        String requestId = request.getHeader("X-Request-Id");
        if (requestId != null) {
            problem.setProperty("requestId", requestId);
        }
        HttpHeaders headers = new HttpHeaders();
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        headers.set(POSITION, reply.position());
        if (failure.code().status() == 503) {
            headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        ResponseEntity<Object> answer =
                ResponseEntity.status(failure.code().status()).headers(headers).body(problem);
        request.setAttribute(ContainerErrors.ANSWER, answer);
        return answer;
    }
}
