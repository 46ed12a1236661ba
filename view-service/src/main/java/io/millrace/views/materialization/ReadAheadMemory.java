package io.millrace.views.materialization;

/**
 * What changes that were read and not yet stored may take of the heap, those of all view versions of this copy together.
 * Half of it is divided evenly, so that every view always gets on, whatever the others hold; the other half is for whoever
 * comes first. Thread-safe.
 */
final class ReadAheadMemory {
    private final long bytesMax;
    private long used;
    private int shares;

    ReadAheadMemory(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    synchronized Share open() {
        shares++;
        return new Share();
    }

    synchronized long used() {
        return used;
    }

    /** What one view version holds. */
    final class Share implements AutoCloseable {
        private long held;
        private boolean closed;

        void take(long bytes) {
            add(bytes);
        }

        void give(long bytes) {
            add(-bytes);
        }

        private void add(long bytes) {
            synchronized (ReadAheadMemory.this) {
                if (!closed) {
                    held += bytes;
                    used += bytes;
                }
            }
        }

        /**
         * Whether a part of what the view holds may grow.
         *
         * @param part bytes of the part
         * @param parts into how many such parts the view's even share is divided
         */
        boolean hasRoom(long part, int parts) {
            synchronized (ReadAheadMemory.this) {
                return used < bytesMax / 2 || part < Math.max(1, bytesMax / 2 / Math.max(1, shares) / parts);
            }
        }

        /** Gives everything back; what is taken afterwards does not count. */
        @Override
        public void close() {
            synchronized (ReadAheadMemory.this) {
                if (!closed) {
                    closed = true;
                    used -= held;
                    shares--;
                }
            }
        }
    }
}
