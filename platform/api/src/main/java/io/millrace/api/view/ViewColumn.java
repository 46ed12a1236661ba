package io.millrace.api.view;

/**
 * A column of a view.
 *
 * @param name as the query names it
 * @param type SQL type: VARCHAR, VARBINARY, BIGINT, DOUBLE, DECIMAL(p,s), BOOLEAN, DATE, TIME, TIMESTAMP(3), TIMESTAMP(6)
 */
public record ViewColumn(String name, String type) {}
