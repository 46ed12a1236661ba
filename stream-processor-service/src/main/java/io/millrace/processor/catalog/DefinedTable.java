package io.millrace.processor.catalog;

import org.jspecify.annotations.Nullable;

/**
 * What makes a relation a table: the latest event of each primary key of a stream.
 *
 * @param stream the stream
 * @param deleted a BOOLEAN column of it: a key whose latest event has true there is not in the table; null where none says so
 */
public record DefinedTable(String stream, @Nullable String deleted) {}
