package io.millrace.gateway.route;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.coyote.CloseNowException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Closes the client's connection where an answer could not be passed on to its end. A body that simply ended would look
 * whole to the client: with chunked framing nothing else tells it.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class BrokenAnswers extends OncePerRequestFilter {
    private static final String ATTRIBUTE = BrokenAnswers.class.getName();

    static void mark(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, Boolean.TRUE);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        chain.doFilter(request, response);
        if (request.getAttribute(ATTRIBUTE) != null) {
            // An answer whose first bytes are still in the buffer counts as begun: its head has been decided.
            response.flushBuffer();
            throw new CloseNowException("the answer could not be passed on to its end");
        }
    }
}
