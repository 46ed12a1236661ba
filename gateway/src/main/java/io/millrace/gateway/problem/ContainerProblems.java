package io.millrace.gateway.problem;

import io.millrace.kernel.ErrorCode;
import io.millrace.starter.problem.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes the place of Tomcat's own error page, for requests that never reach a filter: a malformed request line, a path with
 * an encoded slash, a header that is too long.
 */
final class ContainerProblems extends ErrorReportValve {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerProblems.class);
    private static final int ERRORS_FROM = 400;

    private final JsonMapper json;

    ContainerProblems(JsonMapper json) {
        this.json = json;
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        int status = response.getStatus();
        if (status < ERRORS_FROM || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        ErrorCode code = Problems.codeOf(status);
        String detail = status < 500
                ? "The request line or a header is not as HTTP demands, or is too long, or holds characters that are not "
                        + "taken here. Percent-encode what is not a letter or digit, and leave encoded slashes out."
                : code.title();
        byte[] body =
                json.writeValueAsString(Problems.of(code, detail, List.of())).getBytes(StandardCharsets.UTF_8);
        try {
            response.setContentType("application/problem+json");
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
            response.finishResponse();
        } catch (IOException e) {
            LOG.debug("The client went away before it was told what is wrong", e);
        }
    }
}
