package io.millrace.registry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SemanticVersionTests {
    @Test
    void ordersAsSemverSays() {
        List<String> ordered = List.of(
                "0.9",
                "1.0.0-alpha",
                "1.0.0-alpha.1",
                "1.0.0-alpha.beta",
                "1.0.0-beta.2",
                "1.0.0-beta.11",
                "1.0.0-rc.1",
                "1.0.0",
                "1.2",
                "1.10.0",
                "v2");
        List<String> shuffled = new java.util.ArrayList<>(ordered);
        java.util.Collections.shuffle(shuffled, new java.util.Random(7));
        assertThat(shuffled.stream().sorted(java.util.Comparator.comparing(SemanticVersion::of)))
                .containsExactlyElementsOf(ordered);
    }

    @Test
    void knowsOneRankByManyNames() {
        assertThat(Stream.of("1", "1.0", "v1.0.0", "1.0.0+b7").map(SemanticVersion::of))
                .allMatch(version -> version.compareTo(SemanticVersion.of("1.0.0")) == 0);
    }
}
