package io.millrace.processor.step;

import org.jspecify.annotations.Nullable;

/**
 * One input of a {@link Join}: its rows, and what is put out of them by whether they have a partner. Where keys alone decide,
 * all rows of a key have partners or none has, and the weights of the keys tell; else each row counts its own.
 */
final class JoinSide implements Step {
    private final Join join;
    private final boolean isLeft;
    private final Index index;
    private final Index otherIndex;
    /** What is put out of a row alone depends on whether it has partners. */
    private final boolean keeps;
    /** Rows count their partners. */
    private final boolean counts;

    private final boolean otherCounts;
    /** What is put out of a row alone is known only when no partner can come any more. */
    private final boolean waits;

    private final @Nullable Reach reach;
    private final @Nullable Evictions evictions;

    JoinSide(Join join, boolean isLeft, Index index, Index otherIndex, Join.On on) {
        this.join = join;
        this.isLeft = isLeft;
        this.index = index;
        this.otherIndex = otherIndex;
        boolean byRow = on.condition() != null || on.bounds() != null;
        keeps = join.kind.keeps(isLeft);
        counts = byRow && keeps;
        otherCounts = byRow && join.kind.keeps(!isLeft);
        waits = keeps && on.bounds() != null && join.kind != JoinKind.SEMI;
        reach = on.bounds() == null ? null : new Reach(on.bounds(), isLeft, otherIndex.width());
        evictions = reach == null ? null : reach.evictions(index);
    }

    @Override
    public void push(@Nullable Object[] row, long weight) {
        if (weight == 0) {
            return;
        }
        if (!mayMatch(row)) {
            if (keeps && shows(false)) {
                join.putAlone(isLeft, row, weight);
            }
            return;
        }
        Entry entry = index.at(row);
        boolean isNew = entry.weight == 0 && !entry.touched;
        if (isNew && evictions != null) {
            evictions.add(entry);
        }
        touch(index, entry, counts);
        if (join.kind.pairs() || otherCounts || counts && isNew) {
            visitPartners(entry, weight, isNew);
        }
        index.add(entry, weight);
    }

    private boolean mayMatch(@Nullable Object[] row) {
        for (int column : index.keyColumns()) {
            if (row[column] == null) {
                return false;
            }
        }
        return reach == null || reach.hasTime(row);
    }

    /** Whether a row is put out alone. */
    private boolean shows(boolean hasPartners) {
        return hasPartners == (join.kind == JoinKind.SEMI);
    }

    /** Keeps what was shown of a row before this epoch, or, where keys decide, what could have been. */
    private void touch(Index of, Entry entry, boolean counted) {
        if (of.touch(entry)) {
            entry.before = counted ? shown(entry) : entry.weight;
        }
    }

    private long shown(Entry entry) {
        return shows(entry.partners > 0) ? entry.weight : 0;
    }

    private void visitPartners(Entry entry, long weight, boolean isNew) {
        Rows partners = otherIndex.key(entry.row, index.keyColumns());
        if (partners == null) {
            return;
        }
        if (reach == null) {
            for (Entry partner = partners.first; partner != null; partner = partner.next) {
                visit(entry, weight, isNew, partner);
            }
            return;
        }
        long first = reach.first(entry.row);
        long last = reach.last(entry.row);
        if (partners.isTree()) {
            for (Entry partner : partners.from(reach.probe(first))) {
                if (reach.partnerTime(partner) > last) {
                    return;
                }
                visit(entry, weight, isNew, partner);
            }
            return;
        }
        for (Entry partner = partners.first; partner != null; partner = partner.next) {
            long time = reach.partnerTime(partner);
            if (first <= time && time <= last) {
                visit(entry, weight, isNew, partner);
            }
        }
    }

    /** @param weight that comes to the entry; 0 where it is only to count its partners */
    private void visit(Entry entry, long weight, boolean isNew, Entry partner) {
        if (partner.weight == 0 && !otherCounts) {
            return;
        }
        boolean refusing = weight > 0 && partner.weight > 0;
        Entry left = isLeft ? entry : partner;
        Entry right = isLeft ? partner : entry;
        if (!join.matches(left.row, right.row, refusing)) {
            return;
        }
        if (counts && isNew) {
            entry.partners += partner.weight;
        }
        if (weight == 0) {
            return;
        }
        if (otherCounts) {
            countPartner(partner, weight);
        }
        if (partner.weight != 0 && join.kind.pairs()) {
            join.putPair(left.row, right.row, weight * partner.weight);
        }
    }

    /** In time, the count is logged, for it is of partners, too, that were given up. */
    private void countPartner(Entry partner, long weight) {
        touch(otherIndex, partner, true);
        partner.partners += weight;
        if (reach != null) {
            otherIndex.toLog(partner);
        }
    }

    /** Puts out the difference that the epoch made to the rows that are put out alone. */
    void putOut() {
        if (!keeps || waits) {
            return;
        }
        if (counts) {
            for (Entry entry : index.touched()) {
                putDifference(entry, entry.before, shown(entry));
            }
            return;
        }
        for (Entry entry : index.touched()) {
            Rows partners = otherIndex.key(entry.row, index.keyColumns());
            if (shows(hasRows(partners)) && !isTurned(partners)) {
                putDifference(entry, entry.before, entry.weight);
            }
        }
        for (Rows partners : otherIndex.touchedKeys()) {
            Rows own = isTurned(partners) ? index.key(partners.any().row, otherIndex.keyColumns()) : null;
            if (own != null) {
                turn(own, shows(hasRows(partners)));
            }
        }
    }

    private static boolean hasRows(@Nullable Rows key) {
        return key != null && key.weight > 0;
    }

    /** Whether a key that had rows has none any more, or the other way. */
    private static boolean isTurned(@Nullable Rows key) {
        return key != null && key.touched && key.before > 0 != key.weight > 0;
    }

    private void turn(Rows own, boolean shown) {
        for (Entry entry = own.first; entry != null; entry = entry.next) {
            long before = entry.touched ? entry.before : entry.weight;
            putDifference(entry, shown ? 0 : before, shown ? entry.weight : 0);
        }
    }

    private void putDifference(Entry entry, long before, long after) {
        if (before != after) {
            join.putAlone(isLeft, entry.row, after - before);
        }
    }

    /** Ends the epoch, and gives up what can have no partner any more. */
    void settle(long watermark) {
        index.settle();
        if (evictions == null || reach == null) {
            return;
        }
        evictions.evictBefore(reach.doneBefore(watermark), entry -> {
            if (waits) {
                putDifference(entry, 0, shown(entry));
            }
        });
    }

    @Override
    public void resume(long watermark) {
        if (evictions != null) {
            evictions.rebuild();
        }
        if (counts && reach == null) {
            index.forEach(entry -> {
                entry.partners = 0;
                visitPartners(entry, 0, true);
            });
        }
    }
}
