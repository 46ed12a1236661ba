package io.millrace.processor.step;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hash table with open addressing, of items that know their hash. Its subclasses find items without making an object. */
abstract class OpenTable<T extends OpenTable.Item> {
    /** What stands in a table. */
    abstract static class Item {
        final int hash;

        Item(int hash) {
            this.hash = hash;
        }
    }

    private static final int SLOTS_MIN = 64;

    private @Nullable Item[] slots = new @Nullable Item[SLOTS_MIN];
    private int size;

    final int size() {
        return size;
    }

    /** The first slot where an item of this hash may be. */
    final int slot(int hash) {
        return hash & slots.length - 1;
    }

    final int slotBehind(int slot) {
        return slot + 1 & slots.length - 1;
    }

    /** The item in a slot; null behind the last one that may have the hash. */
    @SuppressWarnings("unchecked")
    final @Nullable T in(int slot) {
        return (T) slots[slot];
    }

    /** Adds an item that is not there yet. */
    final void add(T item) {
        if (++size > slots.length / 2) {
            grow();
        }
        place(item);
    }

    private void place(Item item) {
        int at = slot(item.hash);
        while (slots[at] != null) {
            at = slotBehind(at);
        }
        slots[at] = item;
    }

    private void grow() {
        @Nullable Item[] old = slots;
        slots = new @Nullable Item[old.length * 2];
        for (Item item : old) {
            if (item != null) {
                place(item);
            }
        }
    }

    /** Takes an item out, and moves up those behind it that had to evade. */
    final void remove(T item) {
        int hole = slot(item.hash);
        while (slots[hole] != item) {
            if (slots[hole] == null) {
                return;
            }
            hole = slotBehind(hole);
        }
        size--;
        for (int at = slotBehind(hole); ; at = slotBehind(at)) {
            Item next = slots[at];
            if (next == null) {
                slots[hole] = null;
                return;
            }
            int home = slot(next.hash);
            boolean mayMove = hole <= at ? home <= hole || home > at : home <= hole && home > at;
            if (mayMove) {
                slots[hole] = next;
                hole = at;
            }
        }
    }

    @SuppressWarnings("unchecked")
    final void forEach(Consumer<T> action) {
        for (Item item : slots) {
            if (item != null) {
                action.accept((T) item);
            }
        }
    }

    /** Forgets all items; a table that grew large is given back. */
    final void clear() {
        if (size == 0) {
            return;
        }
        if (slots.length > SLOTS_MIN && size < slots.length / 8) {
            slots = new @Nullable Item[Math.max(SLOTS_MIN, Integer.highestOneBit(size) * 4)];
        } else {
            Arrays.fill(slots, null);
        }
        size = 0;
    }
}
