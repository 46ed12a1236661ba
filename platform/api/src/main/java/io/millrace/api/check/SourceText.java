package io.millrace.api.check;

/**
 * One file of a project.
 *
 * @param file what it is called in answers
 * @param text its content
 */
public record SourceText(String file, String text) {}
