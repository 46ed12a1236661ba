package io.millrace.gateway.route;

import io.millrace.kernel.CommonError;
import io.millrace.kernel.ErrorCode;
import io.millrace.kernel.ErrorKind;
import io.millrace.starter.problem.ProblemWriter;
import io.millrace.starter.problem.Problems;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * A service's answer on its way to the client, {@value #BUFFER_BYTES} bytes at a time; events of a stream go out one by one.
 * An error whose body a program cannot read (a container's own page, say) is told as a problem document with the same
 * status. An answer that the service breaks off is broken off to the client too, so that it never looks whole.
 */
final class RelayedAnswer implements ServerResponse {
    private static final Logger LOG = LoggerFactory.getLogger(RelayedAnswer.class);
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int ERRORS_FROM = 400;

    private final HttpUriRequestBase request;
    private final ClassicHttpResponse answer;
    private final HttpHeaders headers;
    private final ProblemWriter problems;

    RelayedAnswer(HttpUriRequestBase request, ClassicHttpResponse answer, String serviceUrl, ProblemWriter problems) {
        this.request = request;
        this.answer = answer;
        this.headers = Headers.ofAnswer(answer, serviceUrl);
        this.problems = problems;
    }

    @Override
    public HttpStatusCode statusCode() {
        return HttpStatusCode.valueOf(answer.getCode());
    }

    @Override
    public HttpHeaders headers() {
        return headers;
    }

    @Override
    public MultiValueMap<String, Cookie> cookies() {
        return new LinkedMultiValueMap<>();
    }

    @Override
    public @Nullable ModelAndView writeTo(HttpServletRequest client, HttpServletResponse response, Context context)
            throws IOException {
        boolean whole = false;
        try {
            if (answer.getCode() == HttpServletResponse.SC_UNAUTHORIZED) {
                tellDistrust(client, response);
            } else if (answer.getCode() >= ERRORS_FROM && !isReadable() && !"HEAD".equals(client.getMethod())) {
                tellError(client, response);
            } else {
                response.setStatus(answer.getCode());
                headers.forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
                whole = copyBody(client, response);
            }
        } finally {
            release(whole);
        }
        return null;
    }

    /** The client has been verified here: what the service does not accept is the gateway's word for it. */
    private void tellDistrust(HttpServletRequest client, HttpServletResponse response) throws IOException {
        LOG.error(
                "{} {}: the service did not accept the signed principal, so the client gets 502; "
                        + "compare its key set with the gateway's key and both clocks",
                client.getMethod(),
                client.getRequestURI());
        problems.write(
                client,
                response,
                CommonError.BAD_GATEWAY,
                "The service did not accept the gateway's word for who calls. Its operator finds more in the gateway's log.");
    }

    private boolean isReadable() {
        String type = headers.getFirst(HttpHeaders.CONTENT_TYPE);
        return type != null && type.toLowerCase(Locale.ROOT).contains("json");
    }

    private void tellError(HttpServletRequest client, HttpServletResponse response) throws IOException {
        int status = answer.getCode();
        ErrorCode code = Problems.codeOf(status);
        for (String kept : new String[] {HttpHeaders.ALLOW, HttpHeaders.RETRY_AFTER}) {
            String value = headers.getFirst(kept);
            if (value != null) {
                response.setHeader(kept, value);
            }
        }
        problems.write(client, response, new AnsweredStatus(code, status), code.title());
    }

    private boolean copyBody(HttpServletRequest client, HttpServletResponse response) throws IOException {
        HttpEntity body = answer.getEntity();
        if (body == null) {
            return true;
        }
        if (isEventStream()) {
            response.flushBuffer();
        }
        // What a service sends piece by piece, clients are to have piece by piece: they see that there is work, and it
        // that they are there.
        boolean inPieces = body.getContentLength() < 0;
        InputStream in = body.getContent();
        OutputStream out = response.getOutputStream();
        byte[] buffer = new byte[BUFFER_BYTES];
        for (; ; ) {
            int count;
            try {
                count = in.read(buffer);
            } catch (IOException e) {
                LOG.info(
                        "{} {}: the service broke off its answer, and so does the gateway ({})",
                        client.getMethod(),
                        client.getRequestURI(),
                        e.toString());
                BrokenAnswers.mark(client);
                return false;
            }
            if (count < 0) {
                return true;
            }
            if (!passOn(client, out, buffer, count, inPieces && in.available() == 0)) {
                return false;
            }
        }
    }

    private static boolean passOn(
            HttpServletRequest client, OutputStream out, byte[] buffer, int count, boolean flush) {
        try {
            out.write(buffer, 0, count);
            if (flush) {
                out.flush();
            }
            return true;
        } catch (IOException e) {
            LOG.debug("{} {}: the client went away", client.getMethod(), client.getRequestURI(), e);
            BrokenAnswers.mark(client);
            return false;
        }
    }

    private boolean isEventStream() {
        String type = headers.getFirst(HttpHeaders.CONTENT_TYPE);
        return type != null && type.startsWith("text/event-stream");
    }

    /** A connection whose answer was read to its end is used again; any other is closed, unread. */
    private void release(boolean whole) {
        if (!whole) {
            request.abort();
        }
        try {
            answer.close();
        } catch (IOException e) {
            LOG.debug("Closing a connection to a service failed: it is dropped", e);
        }
    }

    /** A general code under the very status that the service has chosen. */
    private record AnsweredStatus(ErrorCode general, int status) implements ErrorCode {
        @Override
        public String name() {
            return general.name();
        }

        @Override
        public ErrorKind kind() {
            return general.kind();
        }

        @Override
        public String title() {
            return general.title();
        }
    }
}
