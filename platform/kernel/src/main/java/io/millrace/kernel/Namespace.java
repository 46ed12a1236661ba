package io.millrace.kernel;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Prefix of everything an installation keeps in shared servers: topics, consumer groups, transactional ids, Redis keys and
 * PostgreSQL schemas. Empty by default; else lower-case letters, digits and underscores, at most 20 characters, and it is
 * set apart from the name by a dot (an underscore in PostgreSQL).
 */
public record Namespace(String value) {
    private static final Pattern FORM = Pattern.compile("([a-z][a-z0-9_]{0,19})?");

    public static final Namespace NONE = new Namespace("");

    public Namespace {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("MILLRACE_NAMESPACE '" + value
                    + "' is not allowed; use at most 20 lower-case letters, digits and underscores, a letter first");
        }
    }

    /** A topic, group, transactional id or Redis key. */
    public String of(String name) {
        return value.isEmpty() ? name : value + "." + name;
    }

    /** A PostgreSQL schema or role. */
    public String schema(String name) {
        return value.isEmpty() ? name : value + "_" + name;
    }

    /** The name without the prefix, or null where the name is of another namespace. */
    public @Nullable String strip(String name) {
        if (value.isEmpty()) {
            return name;
        }
        return name.startsWith(value + ".") ? name.substring(value.length() + 1) : null;
    }
}
