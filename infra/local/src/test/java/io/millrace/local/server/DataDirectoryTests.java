package io.millrace.local.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.local.LocalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTests {
    @TempDir
    Path parent;

    @Test
    void aFreshOneIsForItsOwnerAlone() throws IOException {
        Path data = parent.resolve("postgres");
        new DataDirectory(data, "PostgreSQL", "17").open();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .isEqualTo("rwx------");
    }

    @Test
    void oneOfTheSameVersionIsOpenedAgain() {
        DataDirectory data = new DataDirectory(parent.resolve("postgres"), "PostgreSQL", "17");
        data.open();
        assertThatCode(data::open).doesNotThrowAnyException();
    }

    @Test
    void oneOfAnotherVersionIsRefusedWithTheMend() {
        Path data = parent.resolve("postgres");
        new DataDirectory(data, "PostgreSQL", "16").open();
        assertThatThrownBy(() -> new DataDirectory(data, "PostgreSQL", "17").open())
                .isInstanceOf(LocalException.class)
                .hasMessageContaining("was made by PostgreSQL 16")
                .hasMessageContaining("brings PostgreSQL 17")
                .hasMessageContaining("move the directory away");
    }

    @Test
    void anotherVersionIsAnObstacleBeforeAnythingIsStarted() {
        Path data = parent.resolve("postgres");
        DataDirectory seventeen = new DataDirectory(data, "PostgreSQL", "17");
        assertThat(seventeen.obstacle()).isEmpty();
        assertThat(data).doesNotExist();
        new DataDirectory(data, "PostgreSQL", "16").open();
        assertThat(seventeen.obstacle())
                .hasValueSatisfying(problem -> assertThat(problem)
                        .contains("was made by PostgreSQL 16")
                        .contains("move the directory away"));
        assertThat(new DataDirectory(data, "PostgreSQL", "16").obstacle()).isEmpty();
    }
}
