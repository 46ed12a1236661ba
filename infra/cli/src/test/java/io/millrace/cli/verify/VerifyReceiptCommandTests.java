package io.millrace.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.FakeGateway;
import io.millrace.cli.FakeGateway.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyReceiptCommandTests {
    private static final String SAYS = "\"view\":\"routes\",\"version\":2,\"position\":\"AQ\",\"rows\":3,"
            + "\"issuedAt\":\"2026-11-28T10:00:01Z\"";

    @TempDir
    Path directory;

    private FakeGateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new FakeGateway();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private Outcome verify(String file, String answer, String... options) throws IOException {
        gateway.on("POST /api/receipts/verify", 200, answer);
        String[] arguments = new String[options.length + 3];
        Path path = Files.writeString(directory.resolve("receipt.json"), file);
        System.arraycopy(new String[] {"verify", "receipt", path.toString()}, 0, arguments, 0, 3);
        System.arraycopy(options, 0, arguments, 3, options.length);
        return gateway.run(arguments);
    }

    @Test
    void tellsThatItIsConfirmed() throws IOException {
        String file = "{\"receipt\":\"a.b.c\",\"rows\":[]}\n";
        Outcome outcome = verify(file, "\n\n{\"verdict\":\"CONFIRMED\"," + SAYS + "}");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out())
                .contains("routes.v2, 3 rows answered at 2026-11-28T10:00:01Z, position AQ", "confirmed: the streams");
        assertThat(gateway.requests().getFirst().body()).isEqualTo(file.strip());
    }

    @Test
    void takesTheTextOfTheHeader() throws IOException {
        verify("a.b.c\n", "{\"verdict\":\"CONFIRMED\"," + SAYS + "}");
        assertThat(gateway.requests().getFirst().body()).isEqualTo("{\"receipt\":\"a.b.c\"}");
    }

    @Test
    void failsWithTheRowThatDiffers() throws IOException {
        Outcome outcome = verify(
                "a.b.c",
                "{\"verdict\":\"REFUTED\",\"reason\":\"ROWS\",\"detail\":\"Not its rows.\"," + SAYS
                        + ",\"difference\":{\"index\":1,\"given\":{\"n\":1},\"expected\":null}}");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out()).contains("row 1   given {\"n\":1}, expected none", "refuted, ROWS: Not its rows.");
    }

    @Test
    void failsWhereTheSignatureDoesNotHold() throws IOException {
        String forged = "{\"verdict\":\"REFUTED\",\"reason\":\"SIGNATURE\",\"detail\":\"Not signed here.\"}";
        Outcome outcome = verify("a.b.c", forged);
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out()).isEqualToIgnoringNewLines("refuted, SIGNATURE: Not signed here.");
        Outcome asJson = verify("a.b.c", forged, "--json");
        assertThat(asJson.code()).isEqualTo(1);
        assertThat(asJson.out()).isEqualToIgnoringNewLines(forged);
    }

    @Test
    void saysWhatItCannotRead() {
        Outcome outcome =
                gateway.run("verify", "receipt", directory.resolve("none").toString());
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("cannot be read");
        assertThat(gateway.requests()).isEmpty();
    }
}
