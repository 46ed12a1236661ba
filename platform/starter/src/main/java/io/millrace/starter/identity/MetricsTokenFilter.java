package io.millrace.starter.identity;

import io.millrace.kernel.CommonError;
import io.millrace.starter.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets a scraper read metrics with the installation's metrics token, and nobody else. */
final class MetricsTokenFilter extends OncePerRequestFilter {
    private final Path tokenFile;
    private final ProblemWriter problems;

    MetricsTokenFilter(Path tokenFile, ProblemWriter problems) {
        this.tokenFile = tokenFile;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String given = request.getHeader("Authorization");
        if (given != null && isExpected(given)) {
            chain.doFilter(request, response);
            return;
        }
        response.setHeader("WWW-Authenticate", "Bearer realm=\"millrace-metrics\"");
        problems.write(
                request,
                response,
                CommonError.UNAUTHENTICATED,
                "Metrics are read with 'Authorization: Bearer <token>', the token in the file metrics-token of Millrace's home.");
    }

    private boolean isExpected(String given) throws IOException {
        if (!Files.isReadable(tokenFile)) {
            return false;
        }
        String expected = "Bearer " + Files.readString(tokenFile).strip();
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }
}
