package io.millrace.views.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.view.PublishedView;
import io.millrace.views.ViewDefinitions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyJsonTests {
    private static String object(String array, String... key) {
        PublishedView view = ViewDefinitions.of(List.of(key));
        return new String(KeyJson.of(view).object(array.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    @Test
    void namesTheValues() {
        assertThat(object("[\"a,\\\"ü]\",12.50,null,true]", "a", "b", "c", "d"))
                .isEqualTo("{\"a\":\"a,\\\"ü]\",\"b\":12.50,\"c\":null,\"d\":true}");
        assertThat(object("[1 , -7]", "odd-\"name", "$offset")).isEqualTo("{\"odd-\\\"name\":1,\"$offset\":-7}");
        assertThat(object("[{\"x\":[1,2]},[\"y\"],3]", "a", "b", "c"))
                .isEqualTo("{\"a\":{\"x\":[1,2]},\"b\":[\"y\"],\"c\":3}");
    }

    @Test
    void namesNothingOfAViewOfOneRow() {
        assertThat(object("[]")).isEqualTo("{}");
    }

    @Test
    void refusesAnotherNumberOfValues() {
        assertThatThrownBy(() -> object("[1]", "a", "b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> object("[1,2]", "a")).isInstanceOf(IllegalArgumentException.class);
    }
}
