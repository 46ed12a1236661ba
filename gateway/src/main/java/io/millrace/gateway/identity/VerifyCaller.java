package io.millrace.gateway.identity;

import io.millrace.kernel.CommonError;
import io.millrace.starter.identity.Principal;
import io.millrace.starter.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/** Finds out who calls, and answers 401 or 503 where that cannot be told; open paths pass unasked. */
final class VerifyCaller extends OncePerRequestFilter {
    private static final String CHALLENGE = "Bearer realm=\"millrace\"";

    private final RequestMatcher open;
    private final AdministratorToken administrator;
    private final ApiKeys apiKeys;
    private final @Nullable OidcTokens oidc;
    private final ProblemWriter problems;

    VerifyCaller(
            RequestMatcher open,
            AdministratorToken administrator,
            ApiKeys apiKeys,
            @Nullable OidcTokens oidc,
            ProblemWriter problems) {
        this.open = open;
        this.administrator = administrator;
        this.apiKeys = apiKeys;
        this.oidc = oidc;
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return open.matches(request);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Credential credential = Credential.of(request);
        switch (verdict(credential)) {
            case Verdict.Known known -> {
                admit(request, known.principal());
                try {
                    chain.doFilter(request, response);
                } finally {
                    SecurityContextHolder.clearContext();
                }
            }
            case Verdict.Refused refused -> refuse(request, response, credential, refused.detail());
            case Verdict.Undecided undecided -> {
                response.setHeader("Retry-After", "1");
                problems.write(request, response, CommonError.UNAVAILABLE, undecided.detail());
            }
        }
    }

    private Verdict verdict(Credential credential) {
        return switch (credential) {
            case Credential.Absent absent ->
                new Verdict.Refused(
                        "The request shows no credential. Send 'Authorization: Bearer <token>' or 'X-API-Key: <key>'.");
            case Credential.Unusable unusable -> new Verdict.Refused(unusable.detail());
            case Credential.ApiKey key -> apiKeys.verdict(key.text());
            case Credential.Bearer bearer ->
                administrator
                        .principal(bearer.text())
                        .<Verdict>map(Verdict.Known::new)
                        .orElseGet(() -> issued(bearer.text()));
        };
    }

    private Verdict issued(String token) {
        if (oidc == null || token.indexOf('.') < 0) {
            return new Verdict.Refused(
                    "The token is not known here. Use the administrator token, an API key, or a token of the configured issuer.");
        }
        return oidc.verdict(token);
    }

    private static void admit(HttpServletRequest request, Principal principal) {
        Callers.put(request, principal);
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(principal, null, List.of()));
        SecurityContextHolder.setContext(context);
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, Credential credential, String detail)
            throws IOException {
        response.setHeader(
                "WWW-Authenticate",
                credential instanceof Credential.Absent ? CHALLENGE : CHALLENGE + ", error=\"invalid_token\"");
        problems.write(request, response, CommonError.UNAUTHENTICATED, detail);
    }
}
