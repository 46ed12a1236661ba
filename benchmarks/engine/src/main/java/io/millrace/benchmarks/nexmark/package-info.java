/** The queries of Nexmark in Millrace's runtime, as naive topologies of Kafka Streams' DSL, and in Flink SQL, side by side. */
@org.jspecify.annotations.NullMarked
package io.millrace.benchmarks.nexmark;
