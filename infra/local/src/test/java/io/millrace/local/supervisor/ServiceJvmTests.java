package io.millrace.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kernel.ServiceName;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServiceJvmTests {
    private static final String QUICK_COMPILER_ALONE = "-XX:TieredStopAtLevel=1";

    @Test
    void servicesOnTheDataPathOptimizeLate() {
        assertThat(ServiceJvm.of(ServiceName.VIEW).command(List.of()))
                .contains("-XX:Tier4InvocationThreshold=50000")
                .doesNotContain(QUICK_COMPILER_ALONE);
    }

    @Test
    void theOthersDoNotOptimize() {
        assertThat(ServiceJvm.of(ServiceName.ORCHESTRATION).command(List.of())).contains(QUICK_COMPILER_ALONE);
    }

    @ParameterizedTest
    @EnumSource(ServiceName.class)
    void recordsWithTheSameHeapCollectorAndObjectHeaders(ServiceName service) {
        ServiceJvm jvm = ServiceJvm.of(service);
        assertThat(jvm.recordingCommand(List.of("-Duser=1")))
                .contains(QUICK_COMPILER_ALONE, "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Duser=1")
                .contains(jvm.command(List.of()).get(1));
    }

    @Test
    void optionsOfTheUserComeLast() {
        assertThat(ServiceJvm.of(ServiceName.VIEW).command(List.of("-XX:TieredStopAtLevel=4")))
                .endsWith("-XX:TieredStopAtLevel=4");
    }
}
