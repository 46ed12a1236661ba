package io.millrace.ingestion.admission;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@link StreamAdmission#inspect} finds out about one event. Reused for one event after the other, so what it says
 * holds until the next one is inspected. Not thread-safe.
 */
public final class Inspection {
    /** Levels of nesting that an event may have, itself included. */
    public static final int DEPTH_MAX = 64;
    /** More violations of one event are not looked for. */
    public static final int REFUSALS_MAX = 10;
    /** Names and items that may have to be kept at one time, because no two of them may be the same. */
    static final int KEPT_MAX = 10_000;

    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final int EXCERPT_MAX = 40;
    private static final int NAME_SHOWN_MAX = 100;
    private static final int POINTER_MAX = 500;

    final JsonBytes json = new JsonBytes();
    /** Where the values of the key's columns stand; a start of -1 means that there is none. */
    int[] keyStarts = new int[4];

    int[] keyEnds = new int[4];
    /** What the last check of a date, time or timestamp read: milliseconds since the epoch, or of the day. */
    long temporalMs;

    boolean eventTimeRead;
    long eventTimeMs;
    byte @Nullable [] key;

    private final List<Refusal> refusals = new ArrayList<>();
    private final long[][] seen = new long[DEPTH_MAX + 1][];
    private final @Nullable String[] memberNames = new String[DEPTH_MAX + 1];
    private final int[] indexes = new int[DEPTH_MAX + 1];
    private int depth;
    private int kept;

    void reset(byte[] bytes, int from, int to) {
        json.reset(bytes, from, to);
        refusals.clear();
        depth = 0;
        kept = 0;
        memberNames[0] = null;
        indexes[0] = -1;
        eventTimeRead = false;
        key = null;
    }

    /** Whether the contract admits the event. */
    public boolean admitted() {
        return refusals.isEmpty();
    }

    /** Everything that is wrong with the event, in its order, at most {@value #REFUSALS_MAX}; empty where it is admitted. */
    public List<Refusal> refusals() {
        return List.copyOf(refusals);
    }

    /** The Kafka key of an admitted event: a single string column as UTF-8, else a JSON array; null without primary key. */
    public byte @Nullable [] key() {
        return key;
    }

    /** Whether the stream's contract names an event time, which {@link #eventTimeMs()} then tells. */
    public boolean hasEventTime() {
        return eventTimeRead;
    }

    /** Event time of an admitted event, milliseconds since the epoch in UTC. */
    public long eventTimeMs() {
        return eventTimeMs;
    }

    void enter() {
        if (++depth > DEPTH_MAX) {
            throw new RefusedJson(
                    RefusalCode.TOO_DEEP,
                    "The event is nested deeper than " + DEPTH_MAX + " levels; flatten it or send it as text.");
        }
        memberNames[depth] = null;
        indexes[depth] = -1;
    }

    void leave() {
        depth--;
    }

    void atMember(String name) {
        memberNames[depth] = name;
    }

    /** Counts a name or item that is kept until its object or array ends. */
    void keep() {
        if (++kept > KEPT_MAX) {
            throw new RefusedJson(
                    RefusalCode.TOO_MANY_MEMBERS,
                    "The event has more than " + KEPT_MAX
                            + " members or unique items that the contract does not name one by one; send fewer at a time.");
        }
    }

    void forget(int count) {
        kept -= count;
    }

    void atItem(int index) {
        memberNames[depth] = null;
        indexes[depth] = index;
    }

    /** A cleared set of bits for the members of the object at this depth. */
    long[] seen(int words) {
        long[] bits = seen[depth];
        if (bits == null || bits.length < words) {
            bits = new long[words];
            seen[depth] = bits;
            return bits;
        }
        Arrays.fill(bits, 0);
        return bits;
    }

    void refuse(RefusalCode code, String detail) {
        if (refusals.size() < REFUSALS_MAX) {
            refusals.add(new Refusal(code, pointer(), detail));
        }
    }

    /** The event as a whole cannot be read; nothing else that was found counts. */
    void refuseWhole(RefusalCode code, String detail) {
        refusals.clear();
        refusals.add(new Refusal(code, null, detail));
    }

    void refuseAt(String member, RefusalCode code, String detail) {
        depth = 1;
        atMember(member);
        refuse(code, detail);
    }

    /** Where the cursor is, for messages: the member's name or item's index. */
    String place() {
        String name = memberNames[depth];
        if (name != null) {
            return shown(name);
        }
        return indexes[depth] < 0 ? "the event" : "item " + indexes[depth];
    }

    /** A member's name for messages, cut where it is long: names that the contract does not know may be of any length. */
    static String shown(String name) {
        if (name.length() <= NAME_SHOWN_MAX) {
            return name;
        }
        boolean parted = Character.isHighSurrogate(name.charAt(NAME_SHOWN_MAX - 1));
        return name.substring(0, parted ? NAME_SHOWN_MAX - 1 : NAME_SHOWN_MAX) + "…";
    }

    /** Ends early where the names on the way are long. */
    private @Nullable String pointer() {
        StringBuilder pointer = new StringBuilder();
        for (int i = 1; i <= depth && pointer.length() < POINTER_MAX; i++) {
            String name = memberNames[i];
            if (name != null) {
                pointer.append('/').append(shown(name).replace("~", "~0").replace("/", "~1"));
            } else if (indexes[i] >= 0) {
                pointer.append('/').append(indexes[i]);
            }
        }
        return pointer.isEmpty() ? null : pointer.toString();
    }

    /** Refuses the value at the cursor for its type, and skips it. */
    void mismatch(String wanted) {
        int start = json.at;
        skip();
        refuse(
                RefusalCode.TYPE_MISMATCH,
                place() + " is " + excerpt(start, json.at) + "; the contract says " + wanted + ".");
    }

    /** The last token for a message, cut where it is long. */
    String token() {
        return excerpt(json.tokenStart, json.tokenEnd);
    }

    private String excerpt(int from, int to) {
        int length = Math.min(to - from, EXCERPT_MAX);
        String text = new String(json.bytes, from, length, StandardCharsets.UTF_8);
        return to - from > EXCERPT_MAX ? text + "…" : text;
    }

    /** Skips the value at the cursor; checks its syntax and that no object in it has a name twice. */
    void skip() {
        int c = json.next();
        switch (c) {
            case '{' -> skipObject();
            case '[' -> skipArray();
            case '"' -> json.string();
            case 't' -> json.literal(TRUE);
            case 'f' -> json.literal(FALSE);
            case 'n' -> json.literal(NULL);
            default -> {
                if (c != '-' && (c < '0' || c > '9')) {
                    throw json.unexpected("a JSON value");
                }
                json.number();
            }
        }
    }

    private void skipObject() {
        enter();
        json.at++;
        if (json.next() == '}') {
            json.at++;
            leave();
            return;
        }
        Set<String> names = new HashSet<>(4);
        do {
            if (json.next() != '"') {
                throw json.unexpected("'\"' that begins a member's name");
            }
            json.string();
            String name = json.stringValue();
            atMember(name);
            if (!names.add(name)) {
                duplicate();
            } else {
                keep();
            }
            json.expect(':', "after a member's name");
            skip();
        } while (more('}'));
        forget(names.size());
        leave();
    }

    private void skipArray() {
        enter();
        json.at++;
        if (json.next() == ']') {
            json.at++;
            leave();
            return;
        }
        int index = 0;
        do {
            atItem(index++);
            skip();
        } while (more(']'));
        leave();
    }

    /** Reads the comma (true) or the closing bracket (false) after a member or item. */
    boolean more(int closing) {
        int c = json.next();
        if (c == ',') {
            json.at++;
            return true;
        }
        if (c != closing) {
            throw json.unexpected("',' or '" + (char) closing + "'");
        }
        json.at++;
        return false;
    }

    void duplicate() {
        refuse(RefusalCode.DUPLICATE_FIELD, place() + " occurs twice in one object; send it once.");
    }

    /** Reads null where it stands at the cursor. */
    boolean skipNull(int c) {
        if (c != 'n') {
            return false;
        }
        json.literal(NULL);
        return true;
    }

    /** Reads true or false where it stands at the cursor. */
    boolean skipBoolean(int c) {
        if (c != 't' && c != 'f') {
            return false;
        }
        json.literal(c == 't' ? TRUE : FALSE);
        return true;
    }
}
