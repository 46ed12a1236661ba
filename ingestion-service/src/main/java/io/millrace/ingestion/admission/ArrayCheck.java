package io.millrace.ingestion.admission;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnSchema.Constraints;
import java.util.HashSet;
import java.util.Set;

/** An array whose items obey one check. */
final class ArrayCheck extends ValueCheck {
    private final ValueCheck items;
    private final boolean itemsRequired;
    private final int minItems;
    private final int maxItems;
    private final boolean unique;

    ArrayCheck(ColumnSchema column, ValueCheck items) {
        Constraints constraints = column.constraints();
        this.items = items;
        this.itemsRequired = column.items() != null && column.items().required();
        this.minItems = constraints.minItems() == null ? 0 : constraints.minItems();
        this.maxItems = constraints.maxItems() == null ? Integer.MAX_VALUE : constraints.maxItems();
        this.unique = Boolean.TRUE.equals(constraints.uniqueItems());
    }

    @Override
    void check(Inspection event, int first) {
        if (first != '[') {
            event.mismatch("array");
            return;
        }
        event.enter();
        int count = items(event);
        event.leave();
        if (count < minItems || count > maxItems) {
            event.refuse(
                    RefusalCode.LENGTH_OUT_OF_RANGE,
                    event.place() + " has " + count + " items; the contract allows " + minItems + " to "
                            + (maxItems == Integer.MAX_VALUE ? "any number" : maxItems) + ".");
        }
    }

    private int items(Inspection event) {
        JsonBytes json = event.json;
        json.at++;
        if (json.next() == ']') {
            json.at++;
            return 0;
        }
        Set<String> values = unique ? new HashSet<>() : Set.of();
        int index = 0;
        do {
            event.atItem(index++);
            int first = json.next();
            int start = json.at;
            item(event, first);
            if (unique) {
                differs(event, values, CanonicalJson.of(json.bytes, start, json.at));
            }
        } while (event.more(']'));
        event.forget(values.size());
        return index;
    }

    private static void differs(Inspection event, Set<String> values, String value) {
        if (values.add(value)) {
            event.keep();
        } else {
            event.refuse(RefusalCode.DUPLICATE_ITEM, event.place() + " is in the array twice; its items must differ.");
        }
    }

    private void item(Inspection event, int first) {
        if (!event.skipNull(first)) {
            items.check(event, first);
        } else if (itemsRequired) {
            event.refuse(RefusalCode.REQUIRED_MISSING, event.place() + " is null; the contract requires a value.");
        }
    }
}
