package io.millrace.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteTests {
    private static final long NO_PROCESS = Integer.MAX_VALUE;

    @TempDir
    Path directory;

    @Test
    void aProcessThatIsGoneIsRestartingUntilTheSupervisorSaysMore() throws Exception {
        assertThat(statusOfKafka(kafka())).returns(ProcessState.RESTARTING, ProcessStatus::state);
    }

    @Test
    void aProcessOfAnEarlierSupervisorIsStopped() throws Exception {
        assertThat(statusOfKafka(kafka().stopped()))
                .isEqualTo(ProcessStatus.of("kafka", 29092, ProcessState.STOPPED, null));
    }

    @Test
    void aServerOfOthersKeepsItsPlaceWhileNothingRuns() {
        SuiteSettings settings = SuiteSettings.of(Map.of("MILLRACE_KAFKA", "kafka.example.org:9094"), directory);
        assertThat(new Suite(settings).statuses().getFirst())
                .isEqualTo(ProcessStatus.of(
                        "kafka", 9094, ProcessState.STOPPED, "run by others at kafka.example.org:9094"));
    }

    private ProcessStatus statusOfKafka(ProcessStatus written) throws Exception {
        SuiteSettings settings = SuiteSettings.of(Map.of(), directory);
        settings.home().create();
        try (Home.HomeLock lock = settings.home().tryLock()) {
            assertThat(lock).isNotNull();
            settings.home().statusFile().write(List.of(written));
            return new Suite(settings).statuses().getFirst();
        }
    }

    private static ProcessStatus kafka() {
        return new ProcessStatus("kafka", NO_PROCESS, 29092, ProcessState.READY, 1, null);
    }
}
