package io.millrace.gateway.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What a client shows to say who it is. */
sealed interface Credential {
    /** Everything longer is refused unread. */
    int CHARACTERS_MAX = 8192;

    String API_KEY_HEADER = "X-API-Key";
    String API_KEY_PREFIX = "mr_";

    /** A key that contract-registry-service knows by its hash. */
    record ApiKey(String text) implements Credential {
        @Override
        public String toString() {
            return "ApiKey";
        }
    }

    /** The administrator token, or a token of the OIDC issuer. */
    record Bearer(String text) implements Credential {
        @Override
        public String toString() {
            return "Bearer";
        }
    }

    /** There is none. */
    record Absent() implements Credential {}

    /** There is one that cannot be used. */
    record Unusable(String detail) implements Credential {}

    static Credential of(HttpServletRequest request) {
        List<Credential> found = new ArrayList<>(1);
        for (String value : Collections.list(request.getHeaders("Authorization"))) {
            found.add(authorization(value.strip()));
        }
        for (String value : Collections.list(request.getHeaders(API_KEY_HEADER))) {
            found.add(checked(new ApiKey(value.strip()), value.strip()));
        }
        return switch (found.size()) {
            case 0 -> new Absent();
            case 1 -> found.getFirst();
            default -> new Unusable("The request shows " + found.size() + " credentials. Send exactly one.");
        };
    }

    private static Credential authorization(String value) {
        int space = value.indexOf(' ');
        String scheme = (space < 0 ? value : value.substring(0, space)).toLowerCase(Locale.ROOT);
        if (!scheme.equals("bearer") || space < 0) {
            return new Unusable(
                    "The Authorization header is not of the form 'Bearer <token>'. Send one of that form, or an X-API-Key.");
        }
        String token = value.substring(space + 1).strip();
        return checked(token.startsWith(API_KEY_PREFIX) ? new ApiKey(token) : new Bearer(token), token);
    }

    private static Credential checked(Credential credential, String text) {
        if (text.isEmpty() || text.length() > CHARACTERS_MAX) {
            return new Unusable("The credential is empty or longer than " + CHARACTERS_MAX + " characters.");
        }
        return credential;
    }
}
