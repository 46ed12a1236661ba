package io.millrace.kernel;

import java.util.regex.Pattern;

/** The form of stream and view names, which share one namespace. */
public final class Names {
    public static final String FORM = "^[a-z][a-z0-9_]{0,62}$";

    private static final Pattern PATTERN = Pattern.compile(FORM);

    private Names() {}

    public static boolean isValid(String name) {
        return PATTERN.matcher(name).matches();
    }
}
