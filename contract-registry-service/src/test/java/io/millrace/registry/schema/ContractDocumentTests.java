package io.millrace.registry.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.StreamSchema;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Violation;
import io.millrace.registry.compatibility.CompatibilityMode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractDocumentTests {
    private static final String FLIGHTS = sample();

    private static final String DERIVED = """
            {"apiVersion":"v3.1.0","kind":"DataContract","id":"late","version":"2.0.0","status":"active","name":"late",
            "description":{"purpose":"Derived by a query from flights."},
            "schema":[{"name":"late","logicalType":"object","properties":[
            {"name":"flight_id","logicalType":"string","required":true,"primaryKey":true,"primaryKeyPosition":1},
            {"name":"departed_at","logicalType":"timestamp","required":true},
            {"name":"delay","logicalType":"number","physicalType":"DECIMAL(10,2)"},
            {"name":"airports","logicalType":"array","items":{"name":"item","logicalType":"string"},"required":true}],
            "customProperties":[{"property":"millrace.eventTime","value":"departed_at"},
            {"property":"millrace.outOfOrderness","value":"10000 ms"},{"property":"millrace.partitions","value":2},
            {"property":"millrace.compatibility","value":"NONE"},
            {"property":"millrace.derivedFrom","value":"flights"},
            {"property":"millrace.statement","value":"CREATE STREAM late AS SELECT 1"}]}],
            "slaProperties":[{"property":"retention","value":604800000,"unit":"ms"}]}
            """;

    @Test
    void compilesTheStream() {
        ContractDocument contract = read(FLIGHTS);
        StreamSchema flights = contract.streams().getFirst().schema();

        assertThat(flights.stream()).isEqualTo("flights");
        assertThat(flights.topic()).isEqualTo("flights");
        assertThat(flights.partitions()).isEqualTo(4);
        assertThat(flights.outOfOrdernessMs()).isEqualTo(10_000);
        assertThat(flights.keepUnknownFields()).isFalse();
        assertThat(flights.retentionMs()).isEqualTo(30L * 24 * 3_600_000);
        assertThat(flights.keyColumns()).extracting(ColumnSchema::name).containsExactly("flight_id");
        assertThat(flights.columns())
                .extracting(ColumnSchema::type)
                .containsExactly(
                        ColumnType.STRING,
                        ColumnType.TIMESTAMP,
                        ColumnType.STRING,
                        ColumnType.STRING,
                        ColumnType.LONG,
                        ColumnType.DOUBLE);
        assertThat(flights.columns().get(4).constraints().maximum()).isEqualByComparingTo("3000");
        assertThat(contract.owner()).isEqualTo("operations");
        assertThat(contract.streams().getFirst().compatibility()).isEqualTo(CompatibilityMode.BACKWARD);
    }

    @Test
    void takesDefaultsWhereNothingIsSaid() {
        StreamSchema stream = read("""
                apiVersion: v3.1.0
                kind: DataContract
                id: flights
                version: 1.0.0
                status: active
                schema:
                  - {name: flights, properties: [{name: a, logicalType: string}]}
                """).streams().getFirst().schema();
        assertThat(stream.eventTime()).isNull();
        assertThat(stream.outOfOrdernessMs()).isEqualTo(60_000);
        assertThat(stream.partitions()).isEqualTo(4);
        assertThat(stream.keepUnknownFields()).isFalse();
        assertThat(stream.retentionMs()).isEqualTo(-1);
        assertThat(stream.keyColumns()).isEmpty();
    }

    @Test
    void takesTheContractsSettingsAsDefaults() {
        String yaml = FLIGHTS.replace("      - {property: millrace.partitions, value: 4}\n", "")
                .replace(
                        "customProperties:\n  - {",
                        "customProperties:\n  - {property: millrace.partitions, value: 7}\n  - {");
        assertThat(read(yaml).streams().getFirst().schema().partitions()).isEqualTo(7);
    }

    @Test
    void readsWhatAStreamIsDerivedFrom() {
        String derived = FLIGHTS.replace(
                "{property: millrace.partitions, value: 4}",
                "{property: millrace.derivedFrom, value: 'landings, departures'}");
        assertThat(read(derived).streams().getFirst().schema().derivedFrom()).containsExactly("landings", "departures");
    }

    /** As stream-processor-service writes it. */
    @Test
    void takesTheContractOfADerivedStream() {
        StreamSchema stream = ContractDocument.of(
                        ReadDocument.read(
                                DERIVED.getBytes(java.nio.charset.StandardCharsets.UTF_8), DocumentFormat.JSON),
                        "late")
                .streams()
                .getFirst()
                .schema();
        assertThat(stream.isDerived()).isTrue();
        assertThat(stream.eventTime()).isEqualTo("departed_at");
        assertThat(stream.outOfOrdernessMs()).isEqualTo(10_000);
        assertThat(stream.retentionMs()).isEqualTo(604_800_000);
        assertThat(stream.keyColumns()).extracting(ColumnSchema::name).containsExactly("flight_id");
        assertThat(stream.columns().get(2).scale()).isEqualTo(2);
        assertThat(stream.columns().get(3).items()).isNotNull();
    }

    @Test
    void readsExactDecimalsObjectsAndArrays() {
        StreamSchema stream =
                read(FLIGHTS.replace("""
                      - {name: distance, logicalType: number}
                """, """
                      - {name: distance, logicalType: number, physicalType: "DECIMAL(10, 2)"}
                      - name: crew
                        logicalType: object
                        logicalTypeOptions: {required: [captain]}
                        properties:
                          - {name: captain, logicalType: string}
                          - {name: seats, logicalType: array, items: {logicalType: integer, logicalTypeOptions: {format: u8}}}
                """)).streams().getFirst().schema();
        ColumnSchema distance = stream.columns().get(5);
        assertThat(distance.type()).isEqualTo(ColumnType.DECIMAL);
        assertThat(distance.precision()).isEqualTo(10);
        assertThat(distance.scale()).isEqualTo(2);
        ColumnSchema crew = stream.columns().get(6);
        assertThat(crew.properties().get(0).required()).isTrue();
        assertThat(crew.properties().get(1).items().constraints().maximum()).isEqualByComparingTo("255");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "VARBINARY | BINARY | 3",
                "varbinary ( 2 ) | BINARY | 2",
                "VARBINARY(32) | BINARY | 3",
                "BYTEA | STRING | 3",
                "VARCHAR(2) | STRING | 3",
            })
    void readsBytesAndTheirLength(String physicalType, ColumnType type, Integer maxLength) {
        ColumnSchema origin = read(FLIGHTS.replace("pattern: '^[A-Z]{3}$'", "maxLength: 3")
                        .replace("name: origin,", "name: origin, physicalType: '" + physicalType + "',"))
                .streams()
                .getFirst()
                .schema()
                .columns()
                .get(2);
        assertThat(origin.type()).isEqualTo(type);
        assertThat(origin.constraints().maxLength()).isEqualTo(maxLength);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TIMESTAMP | false",
                "timestamp(0) | false",
                "TIMESTAMP(3) | false",
                "TIMESTAMP(4) | true",
                "timestamp ( 6 ) | true",
                "TIMESTAMP(6) WITH TIME ZONE | true",
                "timestamptz(6) | true",
                "TIMESTAMP_LTZ(6) | true",
                "DATETIME(6) | false",
            })
    void readsTheDigitsOfATimestamp(String physicalType, boolean micros) {
        ColumnSchema departed = read(FLIGHTS.replace(
                        "logicalType: timestamp, required: true",
                        "logicalType: timestamp, physicalType: '" + physicalType + "', required: true"))
                .streams()
                .getFirst()
                .schema()
                .columns()
                .get(1);
        assertThat(departed.isMicros()).isEqualTo(micros);
        assertThat(departed.precision()).isEqualTo(micros ? 6 : 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MAP<VARCHAR, BIGINT> | LONG | 0 | 0",
                "map < string , varchar > | STRING | 0 | 0",
                "MAP<VARCHAR,DOUBLE> | DOUBLE | 0 | 0",
                "MAP<VARCHAR, DECIMAL(10, 2)> | DECIMAL | 10 | 2",
                "MAP<VARCHAR, BOOLEAN> | BOOLEAN | 0 | 0",
                "MAP<VARCHAR, VARBINARY> | BINARY | 0 | 0",
                "MAP<VARCHAR, DATE> | DATE | 0 | 0",
                "MAP<VARCHAR, TIME> | TIME | 0 | 0",
                "MAP<VARCHAR, TIMESTAMP> | TIMESTAMP | 0 | 0",
                "MAP<VARCHAR, TIMESTAMP(3)> | TIMESTAMP | 0 | 0",
                "MAP<VARCHAR, TIMESTAMP(6)> | TIMESTAMP | 6 | 0",
            })
    void readsTheValuesOfAMap(String physicalType, ColumnType type, int precision, int scale) {
        ColumnSchema labels =
                map("physicalType: '" + physicalType + "'").columns().get(5);
        assertThat(labels.type()).isEqualTo(ColumnType.MAP);
        assertThat(labels.properties()).isEmpty();
        assertThat(labels.items().type()).isEqualTo(type);
        assertThat(labels.items().precision()).isEqualTo(precision);
        assertThat(labels.items().scale()).isEqualTo(scale);
    }

    @Test
    void takesOtherPhysicalTypesOfAnObjectForNotes() {
        assertThat(map("physicalType: 'mapping<a, b>'").columns().get(5).type()).isEqualTo(ColumnType.OBJECT);
        assertThat(map("physicalType: JSONB").columns().get(5).type()).isEqualTo(ColumnType.OBJECT);
    }

    private static StreamSchema map(String physicalType) {
        return read(FLIGHTS.replace("logicalType: number", "logicalType: object, " + physicalType))
                .streams()
                .getFirst()
                .schema();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "id: flights                | id: flight            | ID            | /id",
                "version: 1.0.0             | version: newest       | VERSION       | /version",
                "version: 1.0.0             | version: 1.0          | ODCS_TYPE     | /version",
                "kind: DataContract         | kind: Contract        | ODCS_ENUM    | /kind",
                "name: Flights              | nam: Flights          | ODCS_UNKNOWN_MEMBER | /nam",
                "- name: flights            | - name: Flights       | NAME          | /schema/0/name",
                "- name: flights            | - name: millrace      | NONE          | /",
                "logicalType: object        | physicalName: a b     | TOPIC         | /schema/0/physicalName",
                "logicalType: object        | physicalName: x.quarantine | TOPIC    | /schema/0/physicalName",
                "logicalType: object        | logicalType: table    | ODCS_ENUM     | /schema/0/logicalType",
                "value: departed_at         | value: departed       | EVENT_TIME    | /schema/0/customProperties/0/value",
                "value: departed_at         | value: origin         | EVENT_TIME    | /schema/0/customProperties/0/value",
                "value: 10 seconds          | value: soon           | PROPERTY_VALUE | /schema/0/customProperties/1/value",
                "value: 10 seconds          | value: 40 days        | PROPERTY_VALUE | /schema/0/customProperties/1/value",
                "partitions, value: 4       | partitions, value: 0  | PROPERTY_VALUE | /schema/0/customProperties/2/value",
                "partitions, value: 4       | partitions, value: 1025 | PROPERTY_VALUE | /schema/0/customProperties/2/value",
                "millrace.partitions, value: 4 | millrace.derivedFrom, value: 'no Stream' | PROPERTY_VALUE | /schema/0/customProperties/2/value",
                "value: refuse              | value: drop           | PROPERTY_VALUE | /schema/0/customProperties/3/value",
                "value: BACKWARD            | value: backward       | PROPERTY_VALUE | /customProperties/0/value",
                "millrace.eventTime         | millrace.evenTime     | PROPERTY_UNKNOWN | /schema/0/customProperties/0/property",
                "millrace.eventTime         | millrace.eventId      | PROPERTY_UNAVAILABLE | /schema/0/customProperties/0/property",
                "millrace.eventTime         | millrace.partitions   | PROPERTY_DUPLICATE | /schema/0/customProperties/2/property",
                "required: true, primaryKey: true | primaryKey: true | KEY_NOT_REQUIRED | /schema/0/properties/0",
                "logicalType: timestamp, required: true | logicalType: timestamp | EVENT_TIME | /schema/0/customProperties/0/value",
                "name: distance             | name: delay           | COLUMN_DUPLICATE | /schema/0/properties/5/name",
                "name: distance             | name: $distance       | COLUMN_NAME   | /schema/0/properties/5/name",
                "name: distance, logicalType: number | name: distance | TYPE         | /schema/0/properties/5",
                "logicalType: number        | logicalType: float    | ODCS_ENUM     | /schema/0/properties/5/logicalType",
                "logicalType: number        | logicalType: number, physicalType: 'decimal(50,2)' | TYPE | /schema/0/properties/5/physicalType",
                "logicalType: number        | logicalType: object, physicalType: 'MAP' | TYPE | /schema/0/properties/5/physicalType",
                "logicalType: number        | logicalType: object, physicalType: 'MAP<BIGINT, BIGINT>' | TYPE | /schema/0/properties/5/physicalType",
                "logicalType: number        | logicalType: object, physicalType: 'MAP<VARCHAR, ARRAY<BIGINT>>' | TYPE | /schema/0/properties/5/physicalType",
                "logicalType: number        | logicalType: object, physicalType: 'MAP<VARCHAR, DECIMAL>' | TYPE | /schema/0/properties/5/physicalType",
                "logicalType: number        | logicalType: object, physicalType: 'MAP<VARCHAR, DECIMAL(50,2)>' | TYPE | /schema/0/properties/5/physicalType",
                "logicalType: number        | logicalType: object, physicalType: 'MAP<VARCHAR, VARBINARY(4)>' | TYPE | /schema/0/properties/5/physicalType",
                "logicalType: number        | logicalType: object, physicalType: 'MAP<VARCHAR, TIMESTAMP(9)>' | TYPE | /schema/0/properties/5/physicalType",
                "logicalType: number        | logicalType: object, physicalType: 'MAP<VARCHAR, DATE>', properties: [{name: a, logicalType: date}] | TYPE | /schema/0/properties/5/properties",
                "logicalType: number        | logicalType: object, physicalType: 'MAP<VARCHAR, DATE>', logicalTypeOptions: {maxProperties: 3} | TYPE | /schema/0/properties/5/logicalTypeOptions",
                "logicalType: timestamp,    | logicalType: timestamp, physicalType: 'TIMESTAMP(9)', | TYPE | /schema/0/properties/1/physicalType",
                "minimum: -120              | minimum: 4000         | EMPTY_RANGE   | /schema/0/properties/4/logicalTypeOptions",
                "minimum: -120              | minimum: '1'          | ODCS_TYPE     | /schema/0/properties/4/logicalTypeOptions/minimum",
                "name: origin,              | name: origin, physicalType: VARBINARY, | OPTION_UNAVAILABLE | /schema/0/properties/2/logicalTypeOptions/pattern",
                "name: origin,              | name: origin, physicalType: VARBINARY(0), | TYPE | /schema/0/properties/2/physicalType",
                "'^[A-Z]{3}$'               | '^(?=A)[A-Z]$'        | PATTERN       | /schema/0/properties/2/logicalTypeOptions/pattern",
                "'^[A-Z]{3}$'               | '((a{100}){100}){100}' | PATTERN      | /schema/0/properties/2/logicalTypeOptions/pattern",
                "'^[A-Z]{3}$'               | '('                   | PATTERN       | /schema/0/properties/2/logicalTypeOptions/pattern",
                "pattern: '^[A-Z]{3}$'      | format: iata          | FORMAT        | /schema/0/properties/2/logicalTypeOptions/format",
                "value: 30, unit: d         | value: 30, unit: moons | RETENTION    | /slaProperties/0/value",
                "value: 30, unit: d         | value: 1, unit: s     | RETENTION     | /slaProperties/0/value",
            })
    void refusesWhatBreaksARule(String before, String after, String code, String pointer) {
        assertThat(FLIGHTS).contains(before);
        String yaml = FLIGHTS.replaceFirst(
                java.util.regex.Pattern.quote(before), java.util.regex.Matcher.quoteReplacement(after));
        if (code.equals("NONE")) {
            assertThat(read(yaml).streams()).hasSize(1);
            return;
        }
        List<Violation> violations = violations(yaml);
        assertThat(violations).as(violations.toString()).anySatisfy(violation -> {
            assertThat(violation.code()).isEqualTo(code);
            assertThat(violation.pointer()).isEqualTo(pointer);
            assertThat(violation.line()).isPositive();
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "timestamp | format: yyyy-MM-dd HH:mm z, minimum: 2001-01-31 13:45 CET | minimum",
                "date      | format: d MMM yyyy, minimum: 31 Jan 2001                  | minimum",
                "date      | format: d MMM yyyy, minimum: 2001-01-31                   | BOUND",
                "date      | format: yyyy-MM, minimum: 2001-01                         | BOUND",
                "date      | format: d MMM yyyy, exclusiveMinimum: 31 Jan 2001         | minimum 1 Feb 2001",
                "date      | format: yyyy-MM-dd HH, exclusiveMinimum: 2001-01-31 13    | OPTION_UNAVAILABLE",
                "date      | format: not a pattern, minimum: 31 Jan 2001               | FORMAT",
                "date      | exclusiveMinimum: '2001-01-31'                            | minimum 2001-02-01",
            })
    void readsBoundsOfTimesAsTheDoorDoes(String type, String options, String outcome) {
        String quoted = options.replaceAll(": ([^',]+)", ": '$1'");
        String yaml = FLIGHTS.replace(
                "      - {name: distance, logicalType: number}\n",
                "      - {name: distance, logicalType: " + type + ", logicalTypeOptions: {" + quoted + "}}\n");
        assertThat(yaml).isNotEqualTo(FLIGHTS);
        if (outcome.startsWith("minimum")) {
            assertThat(read(yaml)
                            .streams()
                            .getFirst()
                            .schema()
                            .columns()
                            .get(5)
                            .constraints()
                            .minimumText())
                    .endsWith(outcome.substring("minimum".length()).strip());
        } else {
            assertThat(violations(yaml)).extracting(Violation::code).containsExactly(outcome);
        }
    }

    @Test
    void namesEverythingAtOnceWithItsLine() {
        List<Violation> violations = violations(FLIGHTS.replace("kind: DataContract", "kind: Contract")
                .replace("- name: flights", "- name: Flights")
                .replace("'^[A-Z]{3}$'", "'['"));
        assertThat(violations).extracting(Violation::code).containsExactly("ODCS_ENUM", "NAME", "PATTERN");
        assertThat(violations).extracting(Violation::line).containsExactly(3, 10, 15);
    }

    @Test
    void suggestsTheNearestName() {
        assertThat(violations(FLIGHTS.replace("millrace.eventTime", "millrace.evenTime"))
                        .getFirst()
                        .hint())
                .isEqualTo("Did you mean 'millrace.eventTime'?");
    }

    @Test
    void leavesDraftsAlone() {
        ContractDocument draft = read(FLIGHTS.replace("status: active", "status: in review")
                .replace("- name: flights", "- name: Not A Stream")
                .replace("millrace.eventTime", "millrace.eventId"));
        assertThat(draft.streams()).isEmpty();
        assertThat(draft.status()).isEqualTo("in review");
    }

    @Test
    void takesValidValuesFromAQualityCheck() {
        ContractDocument contract = read(FLIGHTS.replace(
                "      - {name: destination, logicalType: string, required: true}\n",
                "      - {name: destination, logicalType: string, required: true, quality: [{metric: invalidValues,"
                        + " arguments: {validValues: [LAS, JFK]}, mustBe: 0}]}\n"));
        assertThat(contract.streams()
                        .getFirst()
                        .schema()
                        .columns()
                        .get(3)
                        .constraints()
                        .enumValues())
                .containsExactly("LAS", "JFK");
    }

    @Test
    void ordersTheKeyByPosition() {
        ContractDocument contract = read(
                FLIGHTS.replace("primaryKey: true", "primaryKey: true, primaryKeyPosition: 2")
                        .replace(
                                "{name: destination, logicalType: string, required: true}",
                                "{name: destination, logicalType: string, required: true, primaryKey: true, primaryKeyPosition: 1}"));
        assertThat(contract.streams().getFirst().schema().keyColumns())
                .extracting(ColumnSchema::name)
                .containsExactly("destination", "flight_id");
    }

    private static List<Violation> violations(String yaml) {
        return catchThrowableOfType(MillraceException.class, () -> read(yaml)).violations();
    }

    private static ContractDocument read(String yaml) {
        return ContractDocument.of(
                ReadDocument.read(yaml.getBytes(StandardCharsets.UTF_8), DocumentFormat.YAML), "flights");
    }

    private static String sample() {
        try (InputStream in = ContractDocumentTests.class.getResourceAsStream("/contracts/flights.odcs.yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
