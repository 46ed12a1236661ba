package io.millrace.registry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ContentHashTests {
    @Test
    void looksAtContentAlone() {
        String hash = hash("{\"a\":1,\"b\":[\"x\"],\"status\":\"draft\"}");
        assertThat(hash("{\"b\":[\"x\"],\"status\":\"active\",\"a\":1.0}")).isEqualTo(hash);
        assertThat(hash("{\"a\":\"1\",\"b\":[\"x\"]}")).isNotEqualTo(hash);
        assertThat(hash("{\"a\":1,\"b\":\"x\"}")).isNotEqualTo(hash);
        assertThat(hash("{\"a\":1,\"b\":[{\"status\":\"x\"}]}"))
                .isNotEqualTo(hash("{\"a\":1,\"b\":[{\"status\":\"y\"}]}"));
    }

    private static String hash(String json) {
        return ContentHash.of(JsonMapper.shared().readTree(json));
    }
}
