package io.millrace.views.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class FilterMembersTests {
    private final Semaphore budget = new Semaphore(1024);

    private static byte[] key(int value) {
        return Integer.toString(value).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    @Test
    void tellsARowAsDeletedThatWasThereAndNoOther() {
        try (FilterMembers members = new FilterMembers(new KeyHashes(budget), true)) {
            members.enters(key(1));
            assertThat(members.leaves(key(2))).isFalse();
            assertThat(members.leaves(key(1))).isTrue();
            assertThat(members.leaves(key(1))).isFalse();
        }
        assertThat(budget.availablePermits()).isEqualTo(1024);
    }

    @Test
    void tellsARowAsDeletedOnceThatMayHaveBeenThere() {
        try (FilterMembers members = new FilterMembers(new KeyHashes(budget), false)) {
            assertThat(members.leaves(key(1))).isTrue();
            assertThat(members.leaves(key(1))).isFalse();
            members.enters(key(1));
            assertThat(members.leaves(key(1))).isTrue();
        }
    }

    @Test
    void keepsNoRowFromBeingDeletedWhereMemoryIsOut() {
        try (FilterMembers members = new FilterMembers(new KeyHashes(new Semaphore(64)), true)) {
            for (int i = 0; i < 1000; i++) {
                members.enters(key(i));
            }
            for (int i = 0; i < 1000; i++) {
                assertThat(members.leaves(key(i))).isTrue();
            }
        }
    }

    @Test
    void isTheSameAsAPlainSet() {
        Set<Integer> expected = new HashSet<>();
        KeyHashes hashes = new KeyHashes(new Semaphore(100_000));
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            int value = random.nextInt(2_000);
            if (random.nextBoolean()) {
                hashes.add(key(value));
                expected.add(value);
            } else {
                assertThat(hashes.remove(key(value))).isEqualTo(expected.remove(value));
            }
        }
        for (int value = 0; value < 2_000; value++) {
            assertThat(hashes.contains(key(value))).isEqualTo(expected.contains(value));
        }
    }
}
