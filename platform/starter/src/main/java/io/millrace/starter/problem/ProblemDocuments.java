package io.millrace.starter.problem;

import io.millrace.kernel.CommonError;
import io.millrace.kernel.ErrorCode;
import io.millrace.kernel.ErrorKind;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Violation;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Answers every failure of a controller with a problem document; only the unexpected ones are logged with a trace. */
@RestControllerAdvice
@Order(0)
public class ProblemDocuments extends ResponseEntityExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemDocuments.class);
    private static final String RETRY_AFTER_SECONDS = "1";

    @ExceptionHandler
    ResponseEntity<Object> millrace(MillraceException failure, WebRequest request) {
        if (failure.code().kind() == ErrorKind.INTERNAL) {
            LOG.error(
                    "{}: the request is answered with {}",
                    failure.detail(),
                    failure.code().status(),
                    failure);
        }
        return answer(Problems.of(failure), new HttpHeaders(), request);
    }

    /** Tomcat decodes a query string when its first parameter is asked for, and so fails inside a controller. */
    @ExceptionHandler
    ResponseEntity<Object> undecodable(InvalidParameterException failure, WebRequest request) {
        String detail =
                "The query string is not percent-encoded UTF-8, or has a parameter without a name. Write % as %25, "
                        + "and encode the UTF-8 bytes of what is not a letter or digit.";
        return answer(Problems.of(CommonError.MALFORMED_REQUEST, detail, List.of()), new HttpHeaders(), request);
    }

    /** An answer that has begun is left to the container to break off: a problem behind half a body would be taken for its end. */
    @ExceptionHandler
    ResponseEntity<Object> unexpected(Exception failure, WebRequest request) throws Exception {
        if (failure instanceof java.io.IOException) {
            LOG.debug("The client went away or the connection broke: nothing is answered", failure);
        } else {
            LOG.error("Unexpected failure: the request is answered with 500, or broken off", failure);
        }
        if (hasBegun(request)) {
            throw failure;
        }
        ErrorCode code = CommonError.INTERNAL_ERROR;
        return answer(
                Problems.of(
                        code,
                        "Nothing is known to be wrong with the request. Try again, and report it with the time and request id.",
                        List.of()),
                new HttpHeaders(),
                request);
    }

    private static boolean hasBegun(WebRequest request) {
        HttpServletResponse response = request instanceof ServletWebRequest servlet ? servlet.getResponse() : null;
        return response != null && response.isCommitted();
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (status.is5xxServerError()) {
            return super.handleTypeMismatch(failure, headers, status, request);
        }
        String detail = "%s is '%s', which is not %s."
                .formatted(failure.getPropertyName(), failure.getValue(), form(failure.getRequiredType()));
        return answer(Problems.of(CommonError.INVALID_PARAMETER, detail, List.of()), headers, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        Violation violation = UnreadableJson.violation(failure);
        return answer(
                Problems.of(CommonError.MALFORMED_REQUEST, violation.detail(), List.of(violation)), headers, request);
    }

    private static String form(@Nullable Class<?> type) {
        if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
            return "a whole number";
        }
        if (type == Instant.class) {
            return "a timestamp such as 2001-01-31T13:45:00Z";
        }
        return type == UUID.class ? "a UUID" : "of the form that is wanted here";
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleNoResourceFoundException(
            NoResourceFoundException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String detail = "There is nothing under this path. The paths are listed at the gateway's /swagger-ui.html.";
        return answer(Problems.of(CommonError.NOT_FOUND, detail, List.of()), headers, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception failure, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String detail = body instanceof ProblemDetail problem && problem.getDetail() != null
                ? problem.getDetail()
                : status.is4xxClientError() ? String.valueOf(failure.getMessage()) : "The request failed.";
        return answer(Problems.of(Problems.codeOf(status.value()), detail, List.of()), headers, request);
    }

    private static ResponseEntity<Object> answer(ProblemDetail problem, HttpHeaders given, WebRequest request) {
        HttpHeaders headers = new HttpHeaders(given);
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (problem.getStatus() == 503 || problem.getStatus() == 429) {
            headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        if (request instanceof ServletWebRequest servlet) {
            Problems.at(problem, servlet.getRequest().getRequestURI());
        }
        String requestId = request.getHeader("X-Request-Id");
        if (requestId != null) {
            problem.setProperty("requestId", requestId);
        }
        return new ResponseEntity<>(problem, headers, HttpStatusCode.valueOf(problem.getStatus()));
    }
}
