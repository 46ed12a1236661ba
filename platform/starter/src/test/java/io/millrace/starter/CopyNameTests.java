package io.millrace.starter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CopyNameTests {
    @Test
    void tellsContainersApart() {
        assertThat(CopyName.of("ingestion-7d9f-x2x4k", 1)).isEqualTo("ingestion-7d9f-x2x4k-p1");
        assertThat(CopyName.of("web.example.org", 12)).isEqualTo("web-example-org-p12");
        assertThat(CopyName.of("a".repeat(100) + "-tail", 1)).hasSize(43).endsWith("-tail-p1");
        assertThat(CopyName.ofThisProcess())
                .matches("[A-Za-z0-9_-]{1,60}")
                .endsWith("-p" + ProcessHandle.current().pid());
    }
}
