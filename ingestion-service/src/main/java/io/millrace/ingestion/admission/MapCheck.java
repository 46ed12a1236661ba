package io.millrace.ingestion.admission;

import java.util.HashSet;
import java.util.Set;

/** An object of any names, each of them once, whose values are null or obey one check. */
final class MapCheck extends ValueCheck {
    private final ValueCheck value;

    MapCheck(ValueCheck value) {
        this.value = value;
    }

    @Override
    void check(Inspection event, int first) {
        if (first != '{') {
            event.mismatch("object");
            return;
        }
        event.enter();
        event.json.at++;
        if (event.json.next() == '}') {
            event.json.at++;
        } else {
            entries(event);
        }
        event.leave();
    }

    private void entries(Inspection event) {
        Set<String> keys = new HashSet<>(4);
        do {
            entry(event, keys);
        } while (event.more('}'));
        event.forget(keys.size());
    }

    private void entry(Inspection event, Set<String> keys) {
        JsonBytes json = event.json;
        if (json.next() != '"') {
            throw json.unexpected("'\"' that begins a member's name");
        }
        json.string();
        String key = json.stringValue();
        event.atMember(key);
        if (keys.add(key)) {
            event.keep();
        } else {
            event.duplicate();
        }
        json.expect(':', "after a member's name");
        int first = json.next();
        if (!event.skipNull(first)) {
            value.check(event, first);
        }
    }
}
