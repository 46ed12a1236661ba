package io.millrace.views.subscription;

/**
 * Which rows a filter has let through to a subscriber, so that a row that leaves the filter is told as deleted and any other that does
 * not pass it is not. What the client holds of an earlier connection is not known: then, and where there is no memory for more keys, a
 * row is told as deleted once that may not have been there. Confined to one thread.
 */
final class FilterMembers implements AutoCloseable {
    private final KeyHashes keys;
    /** Whether rows are there unless they are among the keys, instead of the other way round. */
    private boolean thereByDefault;

    FilterMembers(KeyHashes keys, boolean isKnown) {
        this.keys = keys;
        this.thereByDefault = !isKnown;
    }

    /** The row of a key was told. */
    void enters(byte[] key) {
        if (thereByDefault) {
            keys.remove(key);
        } else {
            remember(key);
        }
    }

    /** Returns whether the client may have the row of a key, which it has no longer then. */
    boolean leaves(byte[] key) {
        if (!thereByDefault) {
            return keys.remove(key);
        }
        if (keys.contains(key)) {
            return false;
        }
        remember(key);
        return true;
    }

    private void remember(byte[] key) {
        if (!keys.add(key)) {
            keys.clear();
            thereByDefault = true;
        }
    }

    /** The client begins with nothing. */
    void reset() {
        keys.clear();
        thereByDefault = false;
    }

    @Override
    public void close() {
        keys.clear();
    }
}
