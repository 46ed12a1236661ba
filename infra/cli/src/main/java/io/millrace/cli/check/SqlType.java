package io.millrace.cli.check;

import java.util.ArrayList;
import java.util.List;

/**
 * A type of a view's column, as {@link io.millrace.api.view.ViewColumn} names it, taken apart.
 *
 * <pre>
 * DECIMAL(10,2)                      →   DECIMAL
 * ROW&lt;a BIGINT, `b c` ARRAY&lt;DATE&gt;&gt;   →   ROW of a BIGINT and b c ARRAY&lt;DATE&gt;
 * MAP&lt;VARCHAR, DOUBLE&gt;               →   MAP of VARCHAR and DOUBLE
 * </pre>
 *
 * @param name without digits and parts
 * @param parts members of a ROW; without names the element of an ARRAY, key and value of a MAP; empty for others
 */
record SqlType(String name, List<Part> parts) {
    record Part(String name, String type) {}

    static SqlType of(String type) {
        int bracket = type.indexOf('<');
        if (bracket < 0 || !type.endsWith(">")) {
            return new SqlType(type.replaceFirst("\\(.*", "").strip(), List.of());
        }
        String name = type.substring(0, bracket);
        List<Part> parts = split(type.substring(bracket + 1, type.length() - 1)).stream()
                .map(part -> name.equals("ROW") ? member(part) : new Part("", part))
                .toList();
        return new SqlType(name, parts);
    }

    /** Of the elements of an ARRAY, or the values of a MAP. */
    String value() {
        return parts.getLast().type();
    }

    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            quoted ^= c == '`';
            depth += quoted ? 0 : c == '<' || c == '(' ? 1 : c == '>' || c == ')' ? -1 : 0;
            if (c == ',' && depth == 0 && !quoted) {
                parts.add(text.substring(start, i).strip());
                start = i + 1;
            }
        }
        parts.add(text.substring(start).strip());
        return parts;
    }

    /** A backtick in a quoted name is written twice. */
    private static Part member(String text) {
        int end = 0;
        boolean quoted = false;
        while (quoted || text.charAt(end) != ' ') {
            quoted ^= text.charAt(end) == '`';
            end++;
        }
        String name = text.substring(0, end);
        return new Part(
                name.startsWith("`") ? name.substring(1, end - 1).replace("``", "`") : name,
                text.substring(end).strip());
    }
}
