package io.millrace.registry.contract;

import java.util.Arrays;
import java.util.List;

/**
 * Orders versions as semver.org §11 does; numbers that are left out count as 0, and build metadata does not count, so that
 * two texts may be of one rank.
 */
record SemanticVersion(List<Long> numbers, List<String> preRelease) implements Comparable<SemanticVersion> {

    /** @param text of the form that {@link io.millrace.registry.schema.ContractDocument} lets pass */
    static SemanticVersion of(String text) {
        String core = text.startsWith("v") ? text.substring(1) : text;
        int build = core.indexOf('+');
        core = build < 0 ? core : core.substring(0, build);
        int dash = core.indexOf('-');
        List<String> preRelease =
                dash < 0 ? List.of() : Arrays.asList(core.substring(dash + 1).split("\\.", -1));
        String release = dash < 0 ? core : core.substring(0, dash);
        List<Long> numbers =
                Arrays.stream(release.split("\\.", -1)).map(Long::valueOf).toList();
        return new SemanticVersion(numbers, preRelease);
    }

    @Override
    public int compareTo(SemanticVersion other) {
        for (int i = 0; i < Math.max(numbers.size(), other.numbers.size()); i++) {
            int order = Long.compare(number(i), other.number(i));
            if (order != 0) {
                return order;
            }
        }
        if (preRelease.isEmpty() || other.preRelease.isEmpty()) {
            return Boolean.compare(preRelease.isEmpty(), other.preRelease.isEmpty());
        }
        for (int i = 0; i < Math.min(preRelease.size(), other.preRelease.size()); i++) {
            int order = compareIdentifiers(preRelease.get(i), other.preRelease.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(preRelease.size(), other.preRelease.size());
    }

    private long number(int index) {
        return index < numbers.size() ? numbers.get(index) : 0;
    }

    /** Numbers by value and below words; words by their characters. */
    private static int compareIdentifiers(String a, String b) {
        boolean aIsNumber = a.matches("\\d+");
        boolean bIsNumber = b.matches("\\d+");
        if (aIsNumber && bIsNumber) {
            return new java.math.BigInteger(a).compareTo(new java.math.BigInteger(b));
        }
        return aIsNumber != bIsNumber ? (aIsNumber ? -1 : 1) : a.compareTo(b);
    }
}
