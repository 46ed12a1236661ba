package io.millrace.ingestion.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.check.CheckEvents;
import io.millrace.api.check.CheckEvents.GivenEvents;
import io.millrace.api.check.CheckedEvents.CheckedEvent;
import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.StreamSchema;
import java.util.List;
import org.junit.jupiter.api.Test;

class InspectEventsTests {
    private static final StreamSchema ORDERS = new StreamSchema(
            "orders",
            "orders",
            null,
            "orders",
            "1.0.0",
            4,
            List.of(
                    ColumnSchema.of("id", ColumnType.STRING, true, 1),
                    ColumnSchema.of("at", ColumnType.TIMESTAMP, true, 0)),
            "at",
            0,
            false,
            -1);

    private static List<CheckedEvent> inspect(String stream, String... events) {
        return new InspectEvents()
                .answer(new CheckEvents(List.of(ORDERS), List.of(new GivenEvents(stream, List.of(events)))))
                .given()
                .getFirst();
    }

    @Test
    void tellsKeysAndRefusals() {
        List<CheckedEvent> checked = inspect(
                "orders",
                "{\"id\":\"a\",\"at\":\"2001-01-01T00:00:00Z\"}",
                "{\"id\":5,\"more\":1}",
                "{",
                "{\"id\":\"b\",\"at\":\"9001-01-01T00:00:00Z\"}");
        assertThat(checked.get(0)).isEqualTo(new CheckedEvent("YQ==", null));
        assertThat(checked.get(1).key()).isNull();
        assertThat(checked.get(1).refused()).isNotNull();
        assertThat(checked.get(1).refused().code()).isEqualTo("TYPE_MISMATCH");
        assertThat(checked.get(1).refused().also()).hasSize(2);
        assertThat(checked.get(2).refused()).isNotNull();
        assertThat(checked.get(3).refused()).isNull();
    }

    @Test
    void refusesAStreamThatIsNotThere() {
        assertThatThrownBy(() -> inspect("nothing", "{}")).hasMessageContaining("there is no stream nothing");
    }
}
