package io.millrace.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.FakeGateway;
import io.millrace.cli.FakeGateway.Outcome;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class VerifyViewCommandTests {
    private static final String PROGRESS = "{\"eventsRead\":5,\"eventsToRead\":10}\n";

    private static Outcome verify(int status, String answer, String... options) throws IOException {
        try (FakeGateway gateway = new FakeGateway().on("POST /api/views/routes/verify", status, answer)) {
            String[] arguments = new String[options.length + 3];
            System.arraycopy(new String[] {"verify", "view", "routes"}, 0, arguments, 0, 3);
            System.arraycopy(options, 0, arguments, 3, options.length);
            return gateway.run(arguments);
        }
    }

    private static String result(boolean equal, String more) {
        return PROGRESS + "{\"result\":{\"view\":\"routes\",\"version\":2,\"position\":\"AQ\",\"events\":10,\"rows\":3,"
                + "\"equal\":" + equal + ",\"differences\":" + (equal ? 0 : 1) + more + "}}\n";
    }

    @Test
    void tellsThatEveryRowIsRight() throws IOException {
        Outcome outcome = verify(200, "{\"eventsRead\":0,\"eventsToRead\":0}\n" + result(true, ""));
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out())
                .contains("routes.v2, 3 rows made anew of 10 events: every row is right.", "position AQ");
        assertThat(outcome.err()).contains("reading the rows that are served", "read 5 of 10 events");
    }

    @Test
    void failsWithTheRowsThatDiffer() throws IOException {
        Outcome outcome = verify(
                200,
                result(
                        false,
                        ",\"different\":[{\"key\":[\"LAS\"],\"expected\":{\"n\":1},\"served\":{\"n\":2}}],"
                                + "\"removed\":[{\"stream\":\"flights\",\"partition\":1,\"firstOffset\":7}]"));
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out())
                .contains(
                        "different   served {\"n\":2}, expected {\"n\":1}",
                        "flights begins at offset 7 of partition 1",
                        "1 rows differ.");
    }

    @Test
    void printsTheResultAsJson() throws IOException {
        assertThat(verify(200, result(true, ""), "--json").out()).startsWith("{\"view\":\"routes\"");
    }

    @Test
    void showsProblemsBeforeAndWithinTheAnswer() throws IOException {
        String problem = "{\"title\":\"Too large.\",\"status\":422,\"code\":\"VERIFICATION_TOO_LARGE\"}";
        Outcome within = verify(200, PROGRESS + "{\"problem\":" + problem + "}\n");
        assertThat(within.code()).isEqualTo(1);
        assertThat(within.err()).contains("Too large. (VERIFICATION_TOO_LARGE, HTTP 422)");
        assertThat(verify(422, problem).err()).contains("Too large. (VERIFICATION_TOO_LARGE, HTTP 422)");
        Outcome broken = verify(200, PROGRESS);
        assertThat(broken.code()).isEqualTo(1);
        assertThat(broken.err()).contains("ended before the view was verified");
    }

    @Test
    void saysWhatCanBeVerified() throws IOException {
        try (FakeGateway gateway = new FakeGateway()) {
            Outcome outcome = gateway.run("verify");
            assertThat(outcome.code()).isEqualTo(2);
            assertThat(outcome.err()).contains("millrace verify view NAME");
        }
    }
}
