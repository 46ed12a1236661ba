package io.millrace.registry.apikey;

import io.millrace.kernel.Names;
import java.util.Set;

/** The scopes that a key can hold. */
final class Scopes {
    static final String FORMS =
            "Use read:<view>, read:*, write:<stream>, write:*, contracts, views, workflows, operate or admin.";

    private static final Set<String> PLAIN = Set.of("contracts", "views", "workflows", "operate", "admin");

    private Scopes() {}

    static boolean isValid(String scope) {
        int colon = scope.indexOf(':');
        if (colon < 0) {
            return PLAIN.contains(scope);
        }
        String action = scope.substring(0, colon);
        String object = scope.substring(colon + 1);
        return (action.equals("read") || action.equals("write")) && (object.equals("*") || Names.isValid(object));
    }
}
