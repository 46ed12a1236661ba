package io.millrace.starter.identity;

import java.util.Set;

/**
 * Who calls, as the gateway (or a service) has signed it.
 *
 * @param id stable id: {@code administrator}, an API key's id, the subject of an OIDC token, or a service's name
 * @param name for people
 * @param scopes for example {@code read:orders}, {@code write:*}, {@code contracts}, {@code admin}, {@code service}
 */
public record Principal(String id, String name, Set<String> scopes) {
    /** Scope of tokens that services sign for each other. */
    public static final String SERVICE = "service";

    private static final String ADMIN = "admin";

    public Principal {
        scopes = Set.copyOf(scopes);
    }

    /** Whether a scope without object, such as {@code contracts}, is held. */
    public boolean allows(String scope) {
        return scopes.contains(ADMIN) || scopes.contains(scope) || scopes.contains("*");
    }

    /** Whether a scope over an object, such as {@code write:orders}, is held; {@code write:*} holds it for all. */
    public boolean allows(String action, String object) {
        return allows(action + ":" + object) || scopes.contains(action + ":*");
    }

    public boolean isService() {
        return scopes.contains(SERVICE);
    }
}
