package io.millrace.cli.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProblemExceptionTests {
    @Test
    void everyViolationIsALineWithItsPlaceAndHint() {
        ProblemException problem = ProblemException.of(422, """
                {"type":"urn:millrace:error:INVALID_SQL","title":"The statement is not valid.","status":422,
                 "detail":"Two things are wrong.","code":"INVALID_SQL","kind":"USER","violations":[
                 {"code":"UNKNOWN_COLUMN","detail":"There is no column dely.","line":3,"column":14,"hint":"delay"},
                 {"code":"TYPE","detail":"It is text.","pointer":"/schema/0/name"}]}
                """);
        assertThat(problem.getMessage()).isEqualTo("""
                        The statement is not valid. (INVALID_SQL, HTTP 422)
                        Two things are wrong.
                          - line 3:14: There is no column dely. (delay)
                          - /schema/0/name: It is text.""");
        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.code()).isEqualTo("INVALID_SQL");
    }

    @Test
    void anAnswerThatIsNoProblemDocumentIsShownShort() {
        assertThat(ProblemException.of(502, "<html>" + "x".repeat(1_000)).getMessage())
                .startsWith("HTTP 502: <html>xxx")
                .hasSizeLessThan(530);
        assertThat(ProblemException.of(500, "").getMessage()).isEqualTo("HTTP 500");
    }
}
