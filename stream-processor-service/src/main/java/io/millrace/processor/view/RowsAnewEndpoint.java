package io.millrace.processor.view;

import io.millrace.api.view.RowsAnew;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Position;
import io.millrace.starter.identity.Access;
import io.millrace.starter.problem.Problems;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Rows that are made anew, for view-service, which compares answers with them; {@link RowsAnew} tells the lines of the answer. */
@Hidden
@RestController
class RowsAnewEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(RowsAnewEndpoint.class);

    private final Views views;
    private final MakeRowsAnew anew;
    private final Access access;
    private final JsonMapper json;

    RowsAnewEndpoint(Views views, MakeRowsAnew anew, Access access, JsonMapper json) {
        this.views = views;
        this.anew = anew;
        this.access = access;
        this.json = json;
    }

    @PostMapping(
            path = "/internal/view-definitions/{view}/versions/{version}/rows-anew",
            consumes = "application/json",
            produces = "application/x-ndjson")
    void make(
            @PathVariable String view,
            @PathVariable int version,
            @RequestBody RowsAnew.Question question,
            HttpServletResponse response)
            throws IOException {
        access.requireService();
        List<Position> positions = positions(question);
        View found = views.version(view, version).orElseThrow(() -> StoreViews.notFound(view));
        VerificationLines lines = new VerificationLines(json, response, System::nanoTime);
        try {
            anew.make(found, positions, lines::tell, lines::step);
            response.flushBuffer();
        } catch (MillraceException e) {
            if (!lines.begun()) {
                throw e;
            }
            lines.write(Map.of("problem", Problems.of(e)));
        } catch (UncheckedIOException e) {
            LOG.info("Nobody waits any more for rows of {} version {} that are made anew: it was ended", view, version);
        }
    }

    private static List<Position> positions(RowsAnew.Question question) {
        List<String> tokens = question.positions();
        if (tokens.isEmpty() || tokens.size() > RowsAnew.POSITIONS_MAX) {
            throw new MillraceException(
                    CommonError.INVALID_PARAMETER,
                    "The question has " + tokens.size() + " positions; it takes 1 to " + RowsAnew.POSITIONS_MAX + ".");
        }
        return tokens.stream().map(Position::parse).toList();
    }
}
