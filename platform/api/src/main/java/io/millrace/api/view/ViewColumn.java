package io.millrace.api.view;

/**
 * A column of a view.
 *
 * @param name as the query names it
 * @param type SQL type: VARCHAR, VARBINARY, BIGINT, DOUBLE, DECIMAL(p,s), BOOLEAN, DATE, TIME, TIMESTAMP(3), TIMESTAMP(6),
 *     INTERVAL DAY TO SECOND(3), INTERVAL YEAR TO MONTH, ROW&lt;…&gt;, ARRAY&lt;…&gt;
 */
public record ViewColumn(String name, String type) {}
