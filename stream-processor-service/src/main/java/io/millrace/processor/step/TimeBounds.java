package io.millrace.processor.step;

/**
 * A bound on the times of a join's partners: lowerMs ≤ right time − left time ≤ upperMs; Long.MIN_VALUE and Long.MAX_VALUE are
 * no bounds. Rows whose time is null have no partner. State of either side is given up when the watermark says that no partner
 * can come any more.
 *
 * @param leftTime index into the left input of a TIMESTAMP column
 * @param rightTime index into the right input of a TIMESTAMP column
 */
public record TimeBounds(int leftTime, int rightTime, long lowerMs, long upperMs) {}
