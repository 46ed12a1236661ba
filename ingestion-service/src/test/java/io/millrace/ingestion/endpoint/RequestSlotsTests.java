package io.millrace.ingestion.endpoint;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RequestSlotsTests {
    private final RequestSlots slots = new RequestSlots(3, 2);

    @Test
    void leavesRoomForOtherSenders() {
        slots.take("a");
        slots.take("a");
        assertThatThrownBy(() -> slots.take("a")).hasMessageContaining("2 requests of the same credential");
        slots.take("b");
        assertThatThrownBy(() -> slots.take("c")).hasMessageContaining("3 requests are sending events");
        slots.give("a");
        slots.take("c");
        slots.give("b");
        slots.take("a");
    }
}
