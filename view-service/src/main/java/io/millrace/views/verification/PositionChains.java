package io.millrace.views.verification;

import io.millrace.kernel.Position;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Orders positions so that each includes the one before. Those of one view version are one such chain, since its rows only go on;
 * what does not fit is a chain of its own.
 */
final class PositionChains {
    private PositionChains() {}

    static List<List<Position>> of(Collection<Position> positions) {
        List<List<Position>> chains = new ArrayList<>();
        for (Position position : positions.stream()
                .distinct()
                .sorted(Comparator.comparing(PositionChains::length))
                .toList()) {
            chains.stream()
                    .filter(chain -> chain.getLast().isCoveredBy(position))
                    .findFirst()
                    .orElseGet(() -> {
                        List<Position> fresh = new ArrayList<>();
                        chains.add(fresh);
                        return fresh;
                    })
                    .add(position);
        }
        return chains;
    }

    /** How many offsets it includes: less than one that covers it. */
    private static long length(Position position) {
        long length = 0;
        for (Map<Integer, Long> partitions : position.offsets().values()) {
            for (long offset : partitions.values()) {
                length += offset + 1;
            }
        }
        return length;
    }
}
