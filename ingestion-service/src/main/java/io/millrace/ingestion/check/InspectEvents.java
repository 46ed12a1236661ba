package io.millrace.ingestion.check;

import io.millrace.api.check.CheckEvents;
import io.millrace.api.check.CheckEvents.GivenEvents;
import io.millrace.api.check.CheckedEvents;
import io.millrace.api.check.CheckedEvents.CheckedEvent;
import io.millrace.api.ingestion.EventError;
import io.millrace.ingestion.admission.Inspection;
import io.millrace.ingestion.admission.Refusal;
import io.millrace.ingestion.admission.StreamAdmission;
import io.millrace.starter.check.ProjectCheck;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells which of given events a contract admits. When they come is not known, so that no event time is in their future. */
public final class InspectEvents implements ProjectCheck<CheckEvents> {
    private final Inspection inspection = new Inspection();

    @Override
    public Class<CheckEvents> question() {
        return CheckEvents.class;
    }

    /** @throws IllegalArgumentException where events are given of a stream that is not among the streams */
    @Override
    public CheckedEvents answer(CheckEvents question) {
        Map<String, StreamAdmission> admissions = new HashMap<>();
        question.streams().forEach(stream -> admissions.put(stream.stream(), StreamAdmission.compile(stream)));
        return new CheckedEvents(question.given().stream()
                .map(given -> all(given, admissions.get(given.stream())))
                .toList());
    }

    private List<CheckedEvent> all(GivenEvents given, @Nullable StreamAdmission admission) {
        if (admission == null) {
            throw new IllegalArgumentException("there is no stream " + given.stream());
        }
        List<CheckedEvent> checked = new ArrayList<>();
        for (String event : given.events()) {
            byte[] bytes = event.getBytes(StandardCharsets.UTF_8);
            admission.inspect(bytes, 0, bytes.length, Long.MAX_VALUE, inspection);
            checked.add(checked(checked.size()));
        }
        return checked;
    }

    private CheckedEvent checked(int index) {
        if (!inspection.admitted()) {
            return new CheckedEvent(null, error(index, inspection.refusals()));
        }
        byte[] key = inspection.key();
        return new CheckedEvent(key == null ? null : Base64.getEncoder().encodeToString(key), null);
    }

    private static EventError error(int index, List<Refusal> refusals) {
        Refusal first = refusals.getFirst();
        List<EventError.Also> also = refusals.stream()
                .skip(1)
                .map(refusal -> new EventError.Also(refusal.code().name(), refusal.pointer(), refusal.detail()))
                .toList();
        return new EventError(index, first.code().name(), first.pointer(), first.detail(), also);
    }
}
