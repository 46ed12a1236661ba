package io.millrace.processor.step;

import org.jspecify.annotations.Nullable;

/** Groups by their keys. */
final class GroupTable extends OpenTable<Group> {
    /** @param hash {@link Values#hash(Object[], int[])} of these columns */
    @Nullable
    Group find(@Nullable Object[] row, int[] columns, int hash) {
        for (int at = slot(hash); ; at = slotBehind(at)) {
            Group group = in(at);
            if (group == null || group.hash == hash && matches(group, row, columns)) {
                return group;
            }
        }
    }

    /** @param hash {@link Values#hash(Object[])} of the key */
    @Nullable
    Group find(@Nullable Object[] key, int hash) {
        for (int at = slot(hash); ; at = slotBehind(at)) {
            Group group = in(at);
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
}
