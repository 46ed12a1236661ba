/** Flink SQL on a MiniCluster over the streams of a benchmark, in a process of its own. */
@org.jspecify.annotations.NullMarked
package io.millrace.benchmarks.flink;
