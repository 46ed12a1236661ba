package io.millrace.gateway.route;

import io.millrace.gateway.GatewayError;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.ErrorCode;
import io.millrace.starter.problem.ProblemWriter;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.function.ServerResponse;

/** Tells the client why its request was not answered by a service. */
record ProblemAnswer(ProblemWriter problems, ErrorCode code, String detail) implements ServerResponse {
    private static final String RETRY_AFTER_SECONDS = "1";

    ProblemAnswer(ProblemWriter problems, UpstreamFailure failure) {
        this(problems, failure.code(), failure.detail());
    }

    /** The client that broke off its body will hardly read this; the one that was too slow may. */
    static ProblemAnswer ofClientBody(ProblemWriter problems, ClientBodyException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException) {
                return new ProblemAnswer(
                        problems,
                        GatewayError.BODY_TIMED_OUT,
                        "The body stopped arriving, so the request was broken off. Nothing of it may be counted on; send it again.");
            }
        }
        return new ProblemAnswer(
                problems, CommonError.MALFORMED_REQUEST, "The body ended early or is not framed as HTTP demands.");
    }

    @Override
    public HttpStatusCode statusCode() {
        return HttpStatusCode.valueOf(code.status());
    }

    @Override
    public HttpHeaders headers() {
        return new HttpHeaders();
    }

    @Override
    public MultiValueMap<String, Cookie> cookies() {
        return new LinkedMultiValueMap<>();
    }

    @Override
    public @Nullable ModelAndView writeTo(HttpServletRequest request, HttpServletResponse response, Context context)
            throws IOException {
        if (code.status() == HttpServletResponse.SC_SERVICE_UNAVAILABLE) {
            response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        problems.write(request, response, code, detail);
        return null;
    }
}
