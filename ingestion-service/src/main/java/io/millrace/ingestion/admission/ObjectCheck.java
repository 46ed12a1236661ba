package io.millrace.ingestion.admission;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object with named members: the event itself or a nested one. A name is found by trying first the member that follows
 * the previous one in the contract, because senders keep their order, then by hash.
 */
final class ObjectCheck extends ValueCheck {
    /**
     * A named member.
     *
     * @param keySlot 0-based place in the Kafka key, -1 where it is not part of it
     * @param eventTime whether it is the stream's event time
     */
    record Member(String name, ValueCheck check, boolean required, int keySlot, boolean eventTime) {}

    private final Member[] members;
    private final NameTable names;
    private final boolean keepUnknown;
    private final long[] requiredBits;

    ObjectCheck(List<Member> members, boolean keepUnknown) {
        this.members = members.toArray(Member[]::new);
        this.names = new NameTable(members.stream().map(Member::name).toList());
        this.keepUnknown = keepUnknown;
        this.requiredBits = new long[(members.size() + 63) / 64];
        for (int i = 0; i < this.members.length; i++) {
            if (this.members[i].required()) {
                requiredBits[i >> 6] |= 1L << i;
            }
        }
    }

    @Override
    void check(Inspection event, int first) {
        if (first != '{') {
            event.mismatch("object");
            return;
        }
        event.enter();
        JsonBytes json = event.json;
        json.at++;
        long[] seen = event.seen(requiredBits.length);
        if (json.next() == '}') {
            json.at++;
        } else {
            members(event, seen);
        }
        missing(event, seen);
        event.leave();
    }

    private void members(Inspection event, long[] seen) {
        JsonBytes json = event.json;
        UnknownNames unknown = null;
        int expected = 0;
        do {
            if (json.next() != '"') {
                throw json.unexpected("'\"' that begins a member's name");
            }
            int index = names.read(json, expected);
            if (index >= 0) {
                expected = index + 1;
                member(event, seen, index);
            } else {
                unknown = unknown == null ? new UnknownNames() : unknown;
                unknown(event, unknown);
            }
        } while (event.more('}'));
        event.forget(unknown == null ? 0 : unknown.size());
    }

    private void member(Inspection event, long[] seen, int index) {
        JsonBytes json = event.json;
        Member member = members[index];
        event.atMember(member.name());
        if ((seen[index >> 6] & 1L << index) != 0) {
            event.duplicate();
        }
        seen[index >> 6] |= 1L << index;
        json.expect(':', "after a member's name");
        int first = json.next();
        int start = json.at;
        if (event.skipNull(first)) {
            if (member.required()) {
                event.refuse(RefusalCode.REQUIRED_MISSING, member.name() + " is null; the contract requires a value.");
            }
            return;
        }
        member.check().check(event, first);
        if (member.keySlot() >= 0) {
            event.keyStarts[member.keySlot()] = start;
            event.keyEnds[member.keySlot()] = json.at;
        }
        if (member.eventTime()) {
            event.eventTimeMs = event.temporalMs;
            event.eventTimeRead = event.temporalMs != TemporalForm.UNREADABLE;
        }
    }

    private void unknown(Inspection event, UnknownNames unknown) {
        JsonBytes json = event.json;
        String name = json.stringValue();
        event.atMember(name);
        if (!unknown.add(name)) {
            event.duplicate();
        } else {
            event.keep();
            refuse(event, name);
        }
        json.expect(':', "after a member's name");
        event.skip();
    }

    private void refuse(Inspection event, String name) {
        if (!keepUnknown) {
            String nearest = names.nearest(name);
            event.refuse(
                    RefusalCode.UNKNOWN_FIELD,
                    "The contract does not name " + Inspection.shown(name)
                            + (nearest == null ? "" : "; did you mean " + nearest + "?")
                            + (nearest == null ? "; leave it out or add it to the contract." : ""));
        }
    }

    private void missing(Inspection event, long[] seen) {
        for (int word = 0; word < requiredBits.length; word++) {
            long absent = requiredBits[word] & ~seen[word];
            while (absent != 0) {
                Member member = members[(word << 6) + Long.numberOfTrailingZeros(absent)];
                event.atMember(member.name());
                event.refuse(RefusalCode.REQUIRED_MISSING, member.name() + " is absent; the contract requires it.");
                absent &= absent - 1;
            }
        }
    }

    /** The names of one object that the contract does not know; at most one of them is known without a set. */
    private static final class UnknownNames {
        private @Nullable String first;
        private java.util.@Nullable Set<String> others;

        boolean add(String name) {
            if (first == null) {
                first = name;
                return true;
            }
            if (others == null) {
                others = new java.util.HashSet<>();
                others.add(first);
            }
            return others.add(name);
        }

        int size() {
            return others != null ? others.size() : first != null ? 1 : 0;
        }
    }
}
