package io.millrace.testkit;

/**
 * Access to one schema.
 *
 * @param url JDBC address
 * @param user the role that owns the schema and finds it first
 * @param password of the role
 */
public record Postgres(String url, String user, String password) {}
