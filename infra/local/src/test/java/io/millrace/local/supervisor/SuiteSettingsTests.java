package io.millrace.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kernel.ServiceName;
import io.millrace.local.LocalException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SuiteSettingsTests {
    private static final Path ROOT = Path.of("/checkout");

    @Test
    void defaultsAreTheCheckoutsOwnHomeAndTheDocumentedPorts() {
        SuiteSettings settings = SuiteSettings.of(Map.of(), ROOT);
        assertThat(settings.home().root()).isEqualTo(ROOT.resolve(".millrace"));
        assertThat(settings.port(ServiceName.GATEWAY)).isEqualTo(8080);
        assertThat(settings.serverPort(SuiteSettings.KAFKA_PORT)).isEqualTo(29092);
        assertThat(settings.serverPort(SuiteSettings.POSTGRES_PORT)).isEqualTo(25432);
        assertThat(settings.serverPort(SuiteSettings.REDIS_PORT)).isEqualTo(26379);
        assertThat(settings.namespace().value()).isEmpty();
    }

    @Test
    void theOffsetShiftsEveryPort() {
        SuiteSettings settings = SuiteSettings.of(Map.of("MILLRACE_PORT_OFFSET", "100"), ROOT);
        assertThat(new Suite(settings).statuses())
                .extracting(ProcessStatus::port)
                .contains(8180, 29192, 25532, 26479);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "40000"})
    void anImpossibleOffsetIsRefused(String offset) {
        assertThatThrownBy(() -> SuiteSettings.of(Map.of("MILLRACE_PORT_OFFSET", offset), ROOT))
                .isInstanceOf(LocalException.class)
                .hasMessageContaining("MILLRACE_PORT_OFFSET");
    }

    @Test
    void aWrongNamespaceIsRefused() {
        assertThatThrownBy(() -> SuiteSettings.of(Map.of("MILLRACE_NAMESPACE", "Team A"), ROOT))
                .isInstanceOf(LocalException.class)
                .hasMessageContaining("MILLRACE_NAMESPACE");
    }

    @Test
    void whatWasNeverStartedIsStopped() {
        assertThat(new Suite(SuiteSettings.of(Map.of(), ROOT)).statuses())
                .hasSize(10)
                .allMatch(status -> status.state() == ProcessState.STOPPED && status.pid() == null);
    }
}
