package io.millrace.processor.view;

/**
 * What became of one statement of a batch.
 *
 * @param created false where the same view was there already
 * @param runtime the runtime that runs it
 */
record BatchedView(String name, boolean created, String runtime) {}
