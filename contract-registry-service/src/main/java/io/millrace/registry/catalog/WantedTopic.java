package io.millrace.registry.catalog;

import java.util.Map;

/**
 * A topic as a contract needs it.
 *
 * @param name with the namespace prefix
 * @param own whether it was made for a contract; settings of any other topic are not changed so that it loses records
 * @param configs settings that are made so where they differ; others are left alone
 */
record WantedTopic(String name, int partitions, boolean own, Map<String, String> configs) {}
