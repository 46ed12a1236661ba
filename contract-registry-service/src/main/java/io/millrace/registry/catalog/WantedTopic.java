package io.millrace.registry.catalog;

import java.util.Map;

/**
 * A topic as a contract needs it.
 *
 * @param name with the namespace prefix
 * @param configs settings that are made so where they differ; others are left alone
 */
record WantedTopic(String name, int partitions, Map<String, String> configs) {}
