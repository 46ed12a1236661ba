package io.millrace.processor.step;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hash table of groups with open addressing: a lookup by columns of a row makes no object. */
final class GroupTable {
    private static final int SLOTS_MIN = 64;

    private @Nullable Group[] slots = new @Nullable Group[SLOTS_MIN];
    private int size;

    int size() {
        return size;
    }

    /** @param hash {@link Values#hash(Object[], int[])} of these columns */
    @Nullable
    Group find(@Nullable Object[] row, int[] columns, int hash) {
        int mask = slots.length - 1;
        for (int at = hash & mask; ; at = at + 1 & mask) {
            Group group = slots[at];
            if (group == null || group.hash == hash && matches(group, row, columns)) {
                return group;
            }
        }
    }

    /** @param hash {@link Values#hash(Object[])} of the key */
    @Nullable
    Group find(@Nullable Object[] key, int hash) {
        int mask = slots.length - 1;
        for (int at = hash & mask; ; at = at + 1 & mask) {
            Group group = slots[at];
            if (group == null || group.hash == hash && Values.same(group.key, key, key.length)) {
                return group;
            }
        }
    }

    private static boolean matches(Group group, @Nullable Object[] row, int[] columns) {
        for (int i = 0; i < columns.length; i++) {
            if (!Values.same(group.key[i], row[columns[i]])) {
                return false;
            }
        }
        return true;
    }

    /** Adds a group whose key is not there yet. */
    void add(Group group) {
        if (++size > slots.length / 2) {
            grow();
        }
        place(group);
    }

    private void place(Group group) {
        int mask = slots.length - 1;
        int at = group.hash & mask;
        while (slots[at] != null) {
            at = at + 1 & mask;
        }
        slots[at] = group;
    }

    private void grow() {
        @Nullable Group[] old = slots;
        slots = new @Nullable Group[old.length * 2];
        for (Group group : old) {
            if (group != null) {
                place(group);
            }
        }
    }

    /** Takes a group out, and moves up those behind it that had to evade. */
    void remove(Group group) {
        int mask = slots.length - 1;
        int hole = group.hash & mask;
        while (slots[hole] != group) {
            if (slots[hole] == null) {
                return;
            }
            hole = hole + 1 & mask;
        }
        size--;
        for (int at = hole + 1 & mask; ; at = at + 1 & mask) {
            Group next = slots[at];
            if (next == null) {
                slots[hole] = null;
                return;
            }
            int home = next.hash & mask;
            boolean mayMove = hole <= at ? home <= hole || home > at : home <= hole && home > at;
            if (mayMove) {
                slots[hole] = next;
                hole = at;
            }
        }
    }

    void forEach(Consumer<Group> action) {
        for (Group group : slots) {
            if (group != null) {
                action.accept(group);
            }
        }
    }

    /** Forgets all groups; a table that grew large is given back. */
    void clear() {
        if (size == 0) {
            return;
        }
        if (slots.length > SLOTS_MIN && size < slots.length / 8) {
            slots = new @Nullable Group[Math.max(SLOTS_MIN, Integer.highestOneBit(size) * 4)];
        } else {
            Arrays.fill(slots, null);
        }
        size = 0;
    }
}
