package io.millrace.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kernel.ServiceName;
import io.millrace.local.LocalException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AskServiceTests {
    @TempDir
    Path directory;

    private SuiteSettings settings;
    private AskService services;

    @BeforeEach
    void build() throws IOException {
        settings = FakeCheckout.in(directory).settings();
        services = new AskService(settings);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void bringsQuestionsAndAnswersWithoutServers() throws InterruptedException {
        byte[] large = bytes("x".repeat(1_000_000));
        assertThat(services.ask(ServiceName.CONTRACT_REGISTRY, large)).isEqualTo(large);
    }

    @Test
    void whatTheJvmSaysOfItselfIsNoPartOfTheAnswer() throws Exception {
        ServiceApp app = ServiceApps.of(settings, ServiceName.CONTRACT_REGISTRY);
        app.extract();
        Files.writeString(app.cache(), "no AOT cache, which the JVM warns of");

        assertThat(services.ask(ServiceName.CONTRACT_REGISTRY, bytes("{}"))).isEqualTo(bytes("{}"));
    }

    @Test
    void saysWhatTheServiceSaidWhenItFailed() {
        assertThatThrownBy(() -> services.ask(ServiceName.INGESTION, bytes("fail")))
                .isInstanceOf(LocalException.class)
                .hasMessageContaining("ingestion-service gave no answer (exit code 1)")
                .hasMessageContaining("it does not know");
    }

    @Test
    void saysHowToBuildWhatIsNotBuilt() {
        AskService nothing = new AskService(SuiteSettings.of(Map.of(), directory.resolve("nowhere")));
        assertThatThrownBy(() -> nothing.ask(ServiceName.VIEW, bytes("{}")))
                .hasMessageContaining("There is no jar of view-service");
    }
}
