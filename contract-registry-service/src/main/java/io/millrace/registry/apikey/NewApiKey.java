package io.millrace.registry.apikey;

import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Violation;
import io.millrace.registry.RegistryError;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The key that somebody asks for.
 *
 * @param name for people, 1 to 255 characters
 * @param scopes 1 to 100 of {@link Scopes#FORMS}
 * @param expiresInDays 1 to 3,650; null for a key that does not expire
 */
record NewApiKey(String name, List<String> scopes, @Nullable Integer expiresInDays) {
    private static final int NAME_LENGTH_MAX = 255;
    private static final int SCOPES_MAX = 100;
    private static final int DAYS_MAX = 3_650;

    /** The body of the request, in which anything may be missing. */
    record Body(
            @Nullable String name,
            @Nullable List<@Nullable String> scopes,
            @Nullable Integer expiresInDays) {}

    /** @throws MillraceException with {@link RegistryError#INVALID_TOKEN_REQUEST} and every violation */
    static NewApiKey of(Body body) {
        List<Violation> violations = new ArrayList<>();
        String name = body.name() == null ? "" : body.name().strip();
        if (name.isEmpty() || name.length() > NAME_LENGTH_MAX || !isOneLine(name)) {
            violations.add(Violation.at(
                    "/name", "NAME", "The name is missing, too long, or not one line. Write 1 to 255 characters."));
        }
        List<String> scopes = scopes(body, violations);
        Integer days = body.expiresInDays();
        if (days != null && (days < 1 || days > DAYS_MAX)) {
            violations.add(Violation.at(
                    "/expiresInDays", "EXPIRY", "expiresInDays is " + days + ". Write 1 to " + DAYS_MAX + "."));
        }
        if (!violations.isEmpty()) {
            throw new MillraceException(
                    RegistryError.INVALID_TOKEN_REQUEST, violations.getFirst().detail(), violations);
        }
        return new NewApiKey(name, scopes, days);
    }

    /** Without control characters and halves of surrogate pairs, which could not be shown again as they came. */
    private static boolean isOneLine(String name) {
        return name.codePoints()
                .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    }

    private static List<String> scopes(Body body, List<Violation> violations) {
        List<@Nullable String> given = body.scopes();
        if (given == null || given.isEmpty() || given.size() > SCOPES_MAX) {
            violations.add(Violation.at(
                    "/scopes", "SCOPES", "There are no scopes, or more than " + SCOPES_MAX + ". " + Scopes.FORMS));
            return List.of();
        }
        List<String> scopes = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            String scope = given.get(i);
            if (scope == null || !Scopes.isValid(scope)) {
                violations.add(Violation.at(
                        "/scopes/" + i,
                        "SCOPE",
                        "'" + (scope == null || scope.length() <= 100 ? scope : scope.substring(0, 100) + "…")
                                + "' is no scope. " + Scopes.FORMS));
            } else if (!scopes.contains(scope)) {
                scopes.add(scope);
            }
        }
        return scopes;
    }

    @Nullable
    Instant expiresAt(Instant now) {
        return expiresInDays == null ? null : now.plus(Duration.ofDays(expiresInDays));
    }
}
