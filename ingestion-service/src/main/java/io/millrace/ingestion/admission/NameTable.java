package io.millrace.ingestion.admission;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the index of a member's name from its bytes, without making a text of it. Immutable. */
final class NameTable {
    private final List<String> texts;
    private final byte[][] names;
    /** Open addressing; an entry is an index + 1, 0 is free. */
    private final int[] table;

    NameTable(List<String> texts) {
        this.texts = List.copyOf(texts);
        this.names = texts.stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        this.table = new int[Integer.highestOneBit(Math.max(names.length, 2)) * 4];
        for (int i = 0; i < names.length; i++) {
            int slot = slot(names[i], 0, names[i].length);
            while (table[slot] != 0) {
                slot = slot + 1 & table.length - 1;
            }
            table[slot] = i + 1;
        }
    }

    /**
     * Reads the name at the cursor, its opening quote first.
     *
     * @param expected the index that is tried first
     * @return the name's index, -1 where it is none of these; the name is then the last token
     */
    int read(JsonBytes json, int expected) {
        if (expected < names.length) {
            byte[] name = names[expected];
            int start = json.at + 1;
            int quote = start + name.length;
            if (quote < json.end && json.bytes[quote] == '"' && same(name, json.bytes, start)) {
                json.at = quote + 1;
                return expected;
            }
        }
        json.string();
        if (json.escaped) {
            byte[] name = json.stringBytes();
            return find(name, 0, name.length);
        }
        return find(json.bytes, json.tokenStart, json.tokenEnd);
    }

    private static boolean same(byte[] name, byte[] text, int start) {
        return Arrays.equals(name, 0, name.length, text, start, start + name.length);
    }

    private int find(byte[] text, int from, int to) {
        int slot = slot(text, from, to);
        while (table[slot] != 0) {
            byte[] name = names[table[slot] - 1];
            if (name.length == to - from && same(name, text, from)) {
                return table[slot] - 1;
            }
            slot = slot + 1 & table.length - 1;
        }
        return -1;
    }

    private int slot(byte[] text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = hash * 31 + text[i];
        }
        return (hash ^ hash >>> 16) & table.length - 1;
    }

    /** The known name that differs from the given one in case, or in one letter; null where none does. */
    @Nullable
    String nearest(String name) {
        for (String text : texts) {
            if (text.equalsIgnoreCase(name) || isOneEditAway(text, name)) {
                return text;
            }
        }
        return null;
    }

    private static boolean isOneEditAway(String a, String b) {
        int shorter = Math.min(a.length(), b.length());
        if (shorter < 3 || Math.abs(a.length() - b.length()) > 1) {
            return false;
        }
        int same = 0;
        while (same < shorter && a.charAt(same) == b.charAt(same)) {
            same++;
        }
        String restA = a.substring(same);
        String restB = b.substring(same);
        return tail(restA).equals(tail(restB)) || tail(restA).equals(restB) || restA.equals(tail(restB));
    }

    private static String tail(String text) {
        return text.isEmpty() ? text : text.substring(1);
    }
}
