package io.millrace.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogBoundsTests {
    @TempDir
    Path logs;

    @Test
    void aLargeLogIsSetAsideOnce() throws IOException {
        Path large = Files.writeString(logs.resolve("kafka.log"), "x".repeat(200));
        Path small = Files.writeString(logs.resolve("redis.log"), "y".repeat(50));
        new LogBounds(logs, 100).enforce();
        assertThat(large).isEmptyFile();
        assertThat(logs.resolve("kafka.log.1")).hasSize(200);
        assertThat(small).hasSize(50);
    }
}
