package io.millrace.views.serving;

import java.util.ArrayList;
import java.util.List;

/** The operand of {@code in}: {@code (a,b,"c,d")}, where quotes keep commas and brackets, and \ keeps a quote. */
final class ListLiteral {
    private static final int VALUES_MAX = 1000;

    private final String text;
    private int at = 1;

    private ListLiteral(String text) {
        this.text = text;
    }

    /** @throws IllegalArgumentException where the text is no list, or a longer one than 1,000 values */
    static List<String> parse(String text) {
        if (text.length() < 2 || text.charAt(0) != '(' || text.charAt(text.length() - 1) != ')') {
            throw new IllegalArgumentException("'" + text + "' is not a list; write in.(a,b)");
        }
        return new ListLiteral(text).values();
    }

    private List<String> values() {
        List<String> values = new ArrayList<>();
        do {
            values.add(text.charAt(at) == '"' ? quoted() : plain());
            if (values.size() > VALUES_MAX) {
                throw new IllegalArgumentException("the list has more than " + VALUES_MAX + " values");
            }
        } while (text.charAt(at++) == ',');
        if (at != text.length()) {
            throw new IllegalArgumentException("the list ends before its last bracket; quote values that hold , or )");
        }
        return values;
    }

    private String plain() {
        int start = at;
        while (text.charAt(at) != ',' && text.charAt(at) != ')') {
            at++;
        }
        return text.substring(start, at);
    }

    private String quoted() {
        StringBuilder value = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != '"') {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            value.append(text.charAt(at++));
        }
        at++;
        if (at >= text.length() || (text.charAt(at) != ',' && text.charAt(at) != ')')) {
            throw new IllegalArgumentException("a quoted value of the list does not end with \", then , or )");
        }
        return value.toString();
    }
}
