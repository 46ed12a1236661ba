package io.millrace.registry;

import io.millrace.starter.identity.Principal;

/**
 * Who did something, as the history keeps it.
 *
 * @param id at most 255 characters
 * @param name for people, at most 255 characters
 */
public record Who(String id, String name) {
    private static final int LENGTH_MAX = 255;

    public Who {
        id = shortened(id);
        name = shortened(name);
    }

    public static Who of(Principal principal) {
        return new Who(principal.id(), principal.name());
    }

    private static String shortened(String text) {
        return text.length() <= LENGTH_MAX ? text : text.substring(0, LENGTH_MAX);
    }
}
