package io.millrace.registry.schema;

/** The two languages in which a contract is written. */
public enum DocumentFormat {
    YAML,
    JSON
}
