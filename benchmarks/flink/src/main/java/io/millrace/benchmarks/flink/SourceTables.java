package io.millrace.benchmarks.flink;

import java.util.Map;

/** The streams of Nexmark as tables of Flink, with the contract's bound as watermark. */
final class SourceTables {
    static final Map<String, String> COLUMNS = Map.of(
            "person",
            "id BIGINT, name STRING, emailAddress STRING, creditCard STRING, city STRING, state STRING,"
                    + " `dateTime` TIMESTAMP_LTZ(3), extra STRING",
            "auction",
            "id BIGINT, itemName STRING, description STRING, initialBid BIGINT, reserve BIGINT,"
                    + " `dateTime` TIMESTAMP_LTZ(3), expires TIMESTAMP_LTZ(3), seller BIGINT, category BIGINT, extra STRING",
            "bid",
            "auction BIGINT, bidder BIGINT, price BIGINT, channel STRING, url STRING, `dateTime` TIMESTAMP_LTZ(3),"
                    + " extra STRING");

    private SourceTables() {}

    /** The statement that makes one of them. */
    static String ddl(String stream, FlinkRun run) {
        String bound = run.bounded() ? ", 'scan.bounded.mode' = 'latest-offset'" : "";
        return """
                CREATE TABLE %s (%s, WATERMARK FOR `dateTime` AS `dateTime` - INTERVAL '4' SECOND) WITH (
                    'connector' = 'kafka',
                    'topic' = '%s',
                    'properties.bootstrap.servers' = '%s',
                    'properties.group.id' = '%s',
                    'scan.startup.mode' = 'earliest-offset'%s,
                    'format' = 'json',
                    'json.timestamp-format.standard' = 'ISO-8601')
                """.formatted(stream, COLUMNS.get(stream), run.topic(stream), run.bootstrapServers(), run.name(), bound);
    }
}
