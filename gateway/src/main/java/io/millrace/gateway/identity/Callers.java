package io.millrace.gateway.identity;

import io.millrace.starter.identity.Principal;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** The principal of a request, as this gateway has verified it. */
public final class Callers {
    private static final String ATTRIBUTE = Callers.class.getName();

    private Callers() {}

    /** Empty on open paths, and before the request was verified. */
    public static Optional<Principal> of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Principal principal
                ? Optional.of(principal)
                : Optional.empty();
    }

    static void put(HttpServletRequest request, Principal principal) {
        request.setAttribute(ATTRIBUTE, principal);
    }
}
