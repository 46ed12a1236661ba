package io.millrace.cli.project;

import java.nio.file.Path;

/**
 * One definition of a project.
 *
 * @param kind what it defines
 * @param name the name inside the file, by which the API knows it
 * @param file where it is
 * @param text its content
 */
public record ProjectFile(Kind kind, String name, Path file, String text) {}
