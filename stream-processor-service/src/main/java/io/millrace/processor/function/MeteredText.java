package io.millrace.processor.function;

/**
 * A text that a regular expression may read for so many steps and no more, wherever it runs. A search takes text × pattern
 * steps at most, but there can be one from every character on.
 */
final class MeteredText implements CharSequence {
    /** Some seconds of one processor. */
    private static final long STEPS_MAX = 1L << 25;

    private final String text;
    private final long readsMax;
    private long reads;

    private MeteredText(String text, long readsMax) {
        this.text = text;
        this.readsMax = readsMax;
    }

    /**
     * The text itself where it is too short to exceed the steps.
     *
     * @param size states of the pattern, all of which can be passed for each character that is read
     */
    static CharSequence of(String text, long size) {
        long length = text.length() + 1L;
        return length * length * 2 * size <= STEPS_MAX ? text : new MeteredText(text, STEPS_MAX / size);
    }

    @Override
    public char charAt(int index) {
        if (++reads > readsMax) {
            throw EvaluationFailure.argument("the text is too long for this pattern");
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
