package io.millrace.starter.identity;

import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/** What the caller of the present request may do. */
public final class Access {

    /** @throws MillraceException with {@link CommonError#UNAUTHENTICATED} outside an authenticated request */
    public Principal principal() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        if (!(authentication instanceof JwtAuthenticationToken token)) {
            throw new MillraceException(
                    CommonError.UNAUTHENTICATED, "The request carries no token. Call through the gateway.");
        }
        return principal(token.getToken());
    }

    static Principal principal(Jwt token) {
        String scope = token.getClaimAsString("scope");
        Set<String> scopes = scope == null || scope.isBlank()
                ? Set.of()
                : Arrays.stream(scope.strip().split(" +")).collect(Collectors.toSet());
        String subject = token.getSubject();
        if (subject == null) {
            throw new MillraceException(CommonError.UNAUTHENTICATED, "The token names no subject.");
        }
        String name = token.getClaimAsString("name");
        return new Principal(subject, name == null ? subject : name, scopes);
    }

    public boolean allows(String scope) {
        return principal().allows(scope);
    }

    public boolean allows(String action, String object) {
        return principal().allows(action, object);
    }

    /** @throws MillraceException with {@link CommonError#FORBIDDEN} where the scope is not held */
    public void require(String scope) {
        if (!principal().allows(scope)) {
            throw forbidden(scope);
        }
    }

    /** @throws MillraceException with {@link CommonError#FORBIDDEN} where the scope is not held */
    public void require(String action, String object) {
        if (!principal().allows(action, object)) {
            throw forbidden(action + ":" + object);
        }
    }

    /** For endpoints that only services call. */
    public void requireService() {
        if (!principal().isService()) {
            throw forbidden(Principal.SERVICE);
        }
    }

    private static MillraceException forbidden(String scope) {
        return new MillraceException(
                CommonError.FORBIDDEN,
                "The credential does not hold the scope '" + scope
                        + "'. Use one that does, or have an administrator create a token with it.");
    }
}
