package io.millrace.processor.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.view.ViewColumn;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SharedColumnsTests {
    private static ViewDefinition of(String... columns) {
        List<ViewColumn> all =
                Stream.of(columns).map(name -> new ViewColumn(name, "BIGINT")).toList();
        return new ViewDefinition(
                List.of(), List.of(), all, List.of(), List.of(), List.of(), List.of(), List.of(), 1, 1, 1, null, null,
                null, null, null);
    }

    @Test
    void comparesTextsWhereNothingIsOtherwise() {
        SharedColumns columns = SharedColumns.of(of("a", "b"), of("a", "b"));

        assertThat(columns.areEqual("{\"a\":1,\"b\":2}", "{\"a\":1,\"b\":2}")).isTrue();
        assertThat(columns.areEqual("{\"a\":1,\"b\":2}", "{\"a\":1,\"b\":3}")).isFalse();
    }

    @Test
    void comparesWhatBothHaveInWhateverOrder() {
        SharedColumns columns = SharedColumns.of(of("a", "b", "old"), of("b", "new", "a"));

        assertThat(columns.added()).containsExactly("new");
        assertThat(columns.removed()).containsExactly("old");
        assertThat(columns.areEqual("{\"a\":1,\"b\":1.10,\"old\":1}", "{\"b\":1.10,\"new\":5,\"a\":1}"))
                .isTrue();
        assertThat(columns.areEqual("{\"a\":1,\"b\":null,\"old\":1}", "{\"b\":2,\"new\":5,\"a\":1}"))
                .isFalse();
        assertThat(columns.areEqual("{\"a\":1,\"b\":12345678901234567890.1}", "{\"a\":1,\"b\":12345678901234567890.2}"))
                .isFalse();
    }
}
