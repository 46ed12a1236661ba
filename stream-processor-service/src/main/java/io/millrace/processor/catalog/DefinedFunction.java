package io.millrace.processor.catalog;

/**
 * A function of a jar as a query uses it: for ever the same class of the same bytes.
 *
 * @param className of the class with the {@code eval} methods
 * @param jar the name of its file
 * @param sha256 of the jar's bytes, in hexadecimal digits
 */
public record DefinedFunction(String name, String className, String jar, String sha256) {}
