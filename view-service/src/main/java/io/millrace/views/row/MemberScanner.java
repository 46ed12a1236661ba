package io.millrace.views.row;

/** Walks over the members of one JSON object without decoding them. The object is trusted to be well-formed JSON. */
public final class MemberScanner {
    private final byte[] json;
    private int at;
    private int nameFrom;
    private int nameTo;
    private int valueFrom;
    private int valueTo;

    public MemberScanner(byte[] json) {
        this.json = json;
        skipSpace();
        if (at >= json.length || json[at] != '{') {
            throw malformed();
        }
        at++;
    }

    /** Moves to the next member, if there is one. */
    public boolean next() {
        skipSpace();
        if (here() == ',') {
            at++;
            skipSpace();
        }
        if (here() == '}') {
            return false;
        }
        nameFrom = at + 1;
        skipString();
        nameTo = at - 1;
        skipSpace();
        if (here() != ':') {
            throw malformed();
        }
        at++;
        skipSpace();
        valueFrom = at;
        skipValue();
        valueTo = at;
        return true;
    }

    public int nameFrom() {
        return nameFrom;
    }

    public int nameTo() {
        return nameTo;
    }

    public int valueFrom() {
        return valueFrom;
    }

    public int valueTo() {
        return valueTo;
    }

    private byte here() {
        if (at >= json.length) {
            throw malformed();
        }
        return json[at];
    }

    private void skipSpace() {
        while (at < json.length && (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t')) {
            at++;
        }
    }

    private void skipString() {
        if (here() != '"') {
            throw malformed();
        }
        at++;
        while (here() != '"') {
            at += json[at] == '\\' ? 2 : 1;
        }
        at++;
    }

    private void skipValue() {
        switch (here()) {
            case '"' -> skipString();
            case '{', '[' -> skipNested();
            default -> skipScalar();
        }
    }

    private void skipNested() {
        int depth = 0;
        do {
            switch (here()) {
                case '"' -> skipString();
                case '{', '[' -> {
                    depth++;
                    at++;
                }
                case '}', ']' -> {
                    depth--;
                    at++;
                }
                default -> at++;
            }
        } while (depth > 0);
    }

    private void skipScalar() {
        int start = at;
        while (here() != ',' && json[at] != '}' && json[at] > ' ') {
            at++;
        }
        if (at == start) {
            throw malformed();
        }
    }

    private IllegalArgumentException malformed() {
        return new IllegalArgumentException("a row is not a JSON object; byte " + at + " of " + json.length);
    }
}
