package io.millrace.processor.step;

/** Which rows without a partner a join puts out, and which columns. */
public enum JoinKind {
    INNER,
    LEFT,
    RIGHT,
    FULL,
    /** Rows of the left that have a partner, once each. */
    SEMI,
    /** Rows of the left that have none. */
    ANTI;

    /** Whether the columns of both sides are put out. */
    public boolean pairs() {
        return this != SEMI && this != ANTI;
    }

    /** Whether it depends on its having partners what is put out of a row of this side. */
    boolean keeps(boolean left) {
        return switch (this) {
            case INNER -> false;
            case LEFT, SEMI, ANTI -> left;
            case RIGHT -> !left;
            case FULL -> true;
        };
    }
}
