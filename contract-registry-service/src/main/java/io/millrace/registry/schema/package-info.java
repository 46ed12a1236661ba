/**
 * Reads a contract: text to a document with places, the rules of the Open Data Contract Standard, Millrace's own rules, and
 * the streams that come of it.
 */
@NullMarked
package io.millrace.registry.schema;

import org.jspecify.annotations.NullMarked;
