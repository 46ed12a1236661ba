package io.millrace.processor.view;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import org.jspecify.annotations.Nullable;

/** Whether this process has memory for work that can also be done another time. */
final class HeapRoom {
    private static final double USED_MAX = 0.7;

    private HeapRoom() {}

    /**
     * Makes room where what the last collection left says that there is none: it may be long ago, and views that filled the
     * memory gone since.
     */
    static void collectIfShort() {
        if (isShort()) {
            System.gc();
        }
    }

    /** Whether what the last collection left fills more than 70 % of the old generation, and it is not emptier now. */
    static boolean isShort() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && isOld(pool))
                .anyMatch(pool -> isFull(pool.getCollectionUsage()) && isFull(pool.getUsage()));
    }

    private static boolean isOld(MemoryPoolMXBean pool) {
        return pool.getName().contains("Old") || pool.getName().contains("Tenured");
    }

    private static boolean isFull(@Nullable MemoryUsage usage) {
        return usage != null && usage.getMax() > 0 && usage.getUsed() > USED_MAX * usage.getMax();
    }
}
