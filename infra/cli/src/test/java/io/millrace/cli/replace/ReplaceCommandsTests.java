package io.millrace.cli.replace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.FakeGateway;
import io.millrace.cli.FakeGateway.Outcome;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ReplaceCommandsTests {
    private static Outcome run(String route, int status, String answer, String... arguments) throws IOException {
        try (FakeGateway gateway = new FakeGateway().on(route, status, answer)) {
            return gateway.run(arguments);
        }
    }

    private static String diff(int different, String samples) {
        return "{\"view\":\"routes\",\"servedVersion\":1,\"nextVersion\":2,\"rowsServed\":1200,\"rowsNext\":1201,"
                + "\"onlyServed\":0,\"onlyNext\":" + different + ",\"different\":" + different
                + ",\"columnsAdded\":[\"late\"],\"columnsRemoved\":[],\"samples\":[" + samples + "]}";
    }

    @Test
    void showsWhatDiffers() throws IOException {
        Outcome outcome = run(
                "GET /api/views/routes/diff",
                200,
                diff(
                        1,
                        "{\"key\":[\"LAS\"],\"served\":{\"n\":1},\"next\":{\"n\":2}},{\"key\":[\"X\"],\"next\":{\"n\":3}}"),
                "diff",
                "routes");

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out().lines())
                .contains(
                        "  key     [\"LAS\"]",
                        "  served  {\"n\":1}",
                        "  next    {\"n\":2}",
                        "  served  -",
                        "  note: column late is new.",
                        "routes: v1 is served with 1,200 rows, v2 has 1,201; 1 differ, 0 are gone, 1 are new.");
    }

    @Test
    void isDoneWhereNothingDiffers() throws IOException {
        Outcome outcome = run("GET /api/views/routes/diff", 200, diff(0, ""), "diff", "routes", "--json");

        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).startsWith("{\"view\":\"routes\"");
    }

    @Test
    void tellsWhichVersionIsServed() throws IOException {
        String status = "{\"name\":\"routes\",\"version\":2}";

        assertThat(run("POST /api/views/routes/cutover", 200, status, "cutover", "routes")
                        .out())
                .isEqualToIgnoringNewLines("routes.v2 is served.");
        assertThat(run("POST /api/views/routes/cutover", 202, status, "cutover", "routes")
                        .out())
                .contains("has not caught up yet");
        assertThat(run("POST /api/views/routes/rollback", 200, status, "rollback", "routes")
                        .out())
                .isEqualToIgnoringNewLines("routes.v2 is served again.");
    }

    @Test
    void showsRefusals() throws IOException {
        String problem = "{\"title\":\"No.\",\"detail\":\"None is kept.\",\"status\":409,\"code\":\"VIEW_STATE\"}";

        Outcome outcome = run("POST /api/views/routes/rollback", 409, problem, "rollback", "routes");

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("None is kept.");
    }
}
