package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kernel.Position;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the README says, done to the real processes: the tour, the command line, a restart. */
@ExtendWith(SharedSuite.class)
@Order(3)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HappyPathSystemTests {
    private static final Pattern POSITION = Pattern.compile("position (\\S+)");

    private static final JsonMapper JSON = JsonMapper.shared();

    private static Suite suite;
    private static Client client;
    private static final String SHOP = "system-tests/src/test/resources/shop";

    @TempDir
    private static Path files;

    private static Path receipt;
    private static String pushed;
    private static String shopPushed;

    @BeforeAll
    static void up(Suite shared) throws Exception {
        suite = shared;
        client = new Client(suite);
        receipt = files.resolve("receipt.json");
    }

    @Test
    @Order(1)
    void everyPartIsReadyAndKnownByItsName() throws Exception {
        Map<String, Suite.Part> parts = suite.parts();

        assertThat(parts.keySet())
                .containsExactlyInAnyOrder(
                        "gateway",
                        "contract-registry-service",
                        "ingestion-service",
                        "stream-processor-service",
                        "view-service",
                        "orchestration-service",
                        "observability-service",
                        "kafka",
                        "postgres",
                        "redis");
        assertThat(parts.values()).allSatisfy(part -> {
            assertThat(part.state()).isEqualTo("READY");
            assertThat(ProcessHandle.of(part.pid())).isPresent();
        });
    }

    @Test
    @Order(2)
    void theTourHolds() throws Exception {
        Process tour = tour();

        assertThat(tour.waitFor()).as(output(tour)).isZero();
    }

    @Test
    @Order(3)
    void aProjectIsAppliedOnceAndThenUnchanged() throws Exception {
        suite.millrace(Duration.ofMinutes(1), "apply", "-f", "infra/samples");
        String again = suite.millrace(Duration.ofMinutes(1), "apply", "-f", "infra/samples");

        assertThat(again).contains("unchanged").doesNotContain("created");
    }

    @Test
    @Order(4)
    void everyEventOfTheDemoIsInTheViews() throws Exception {
        String sent = suite.millrace(Duration.ofMinutes(2), "push", "flights", "infra/samples/data/flights.ndjson.gz");
        pushed = position(sent);
        // The tour's 400 events, 393 of them sound, were sent before; without an event id each counts again.
        assertThat(awaitFlights(19_599 + 393)).hasSizeGreaterThan(1_000);
    }

    /** Maps, bytes and intervals, from the door to the rows; a table of the project, which a view joins. */
    @Test
    @Order(5)
    void aProjectWithATableAndEveryKindOfColumnIsServed() throws Exception {
        suite.millrace(Duration.ofMinutes(1), "check", "-f", SHOP);
        assertThat(suite.millrace(Duration.ofMinutes(1), "apply", "-f", SHOP)).contains("table     people");
        String customers = suite.millrace(Duration.ofMinutes(1), "push", "customers", SHOP + "/data/customers.ndjson");
        String sent = suite.millrace(Duration.ofMinutes(1), "push", "baskets", SHOP + "/data/baskets.ndjson");
        assertThat(sent).contains("accepted 3, quarantined 2", "TYPE_MISMATCH /items/pen", "TYPE_MISMATCH /seal");
        shopPushed = position(customers) + "," + position(sent);

        assertThat(client.rows("basket_facts", shopPushed))
                .map(JsonNode::toString)
                .containsExactlyInAnyOrder(
                        "{'basket_id':'1','customer':'ann','pens':2,'items':{'ink':1,'pen':2},'kinds':2,'names':['ink','pen'],'seal':'AQI=','took':'PT1H30M'}"
                                .replace('\'', '"'),
                        "{'basket_id':'2','customer':'bob','pens':5,'items':{'pen':5},'kinds':1,'names':['pen'],'seal':null,'took':null}"
                                .replace('\'', '"'),
                        "{'basket_id':'5','customer':'ann','pens':4,'items':{'pen':4},'kinds':1,'names':['pen'],'seal':'/w==','took':null}"
                                .replace('\'', '"'));
        assertItemsPerTier();
        String facts = suite.millrace(
                Duration.ofMinutes(1), "query", "basket_facts", "took=gt.PT1H&seal=eq.AQI%3D&select=basket_id,items");
        assertThat(facts).contains("1          {\"ink\":1,\"pen\":2}");
    }

    private static void assertItemsPerTier() throws Exception {
        assertThat(client.rows("items_per_tier", shopPushed))
                .map(JsonNode::toString)
                .containsExactlyInAnyOrder(
                        "{\"tier\":\"gold\",\"item\":\"ink\",\"n\":1}",
                        "{\"tier\":\"gold\",\"item\":\"pen\",\"n\":6}",
                        "{\"tier\":\"iron\",\"item\":\"pen\",\"n\":5}");
    }

    @Test
    @Order(6)
    void aRestartLosesNothing() throws Exception {
        List<JsonNode> before = client.rows("delays_per_hour", pushed);
        suite.millrace(
                Duration.ofMinutes(1),
                "query",
                "routes",
                "origin=eq.LAS&order=avg_delay.desc&limit=20",
                "--after",
                pushed,
                "--receipt",
                receipt.toString());
        suite.millrace(Duration.ofMinutes(1), "down");
        suite.millrace(Duration.ofMinutes(3), "up", "--detach");

        List<JsonNode> after = client.rows("delays_per_hour", pushed);
        assertThat(after).isNotEmpty();
        // As sets: AssertJ compares every row with every other.
        assertThat(new HashSet<>(after)).isEqualTo(new HashSet<>(before));
        HttpResponse<String> contract = client.get("/api/contracts/flights");
        assertThat(contract.statusCode()).isEqualTo(200);
        assertItemsPerTier();
        for (String view : List.of("basket_facts", "items_per_tier")) {
            assertThat(suite.millrace(Duration.ofMinutes(2), "verify", "view", view))
                    .contains("every row is right");
        }
        assertThat(suite.millrace(Duration.ofMinutes(1), "apply", "-f", SHOP)).contains("5 unchanged");
    }

    @Test
    @Order(7)
    void aViewIsReplacedWhileItIsServed() throws Exception {
        String replacing =
                "CREATE OR REPLACE MATERIALIZED VIEW routes AS SELECT origin, destination, COUNT(*) AS flights,"
                        + " APPROX_PERCENTILE(delay, 0.9) AS late FROM flights GROUP BY origin, destination";

        HttpResponse<String> replaced = client.put("/api/views/routes", "application/sql", replacing);

        assertThat(replaced.statusCode()).as(replaced.body()).isEqualTo(202);
        // Never without rows, and never rows of both.
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    JsonNode rows = JSON.readTree(
                            client.get("/api/views/routes/rows?limit=1000").body());
                    assertThat(rows.size()).isEqualTo(1_000);
                    long newer =
                            rows.valueStream().filter(row -> row.has("late")).count();
                    assertThat(newer).isIn(0L, 1_000L);
                    return newer > 0;
                });
        awaitFlights(19_599 + 393);
        assertThat(client.get("/api/views/routes").body())
                .contains("\"version\":2")
                .doesNotContain("\"next\"");
    }

    @Test
    @Order(8)
    void aDefectWaitsUntilItIsAskedForAndIsTakenBack() throws Exception {
        String defective =
                "CREATE OR REPLACE MATERIALIZED VIEW routes WITH (diff_max = '0.01 %') AS SELECT origin, destination,"
                        + " COUNT(*) FILTER (WHERE origin <> 'LAS' OR destination <> 'SFO') AS flights,"
                        + " APPROX_PERCENTILE(delay, 0.9) AS late FROM flights GROUP BY origin, destination";
        HttpResponse<String> replaced = client.put("/api/views/routes", "application/sql", defective);
        assertThat(replaced.statusCode()).as(replaced.body()).isEqualTo(202);
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> client.get("/api/views/routes").body().contains("\"AWAITING_CUTOVER\""));
        JsonNode diff = JSON.readTree(client.get("/api/views/routes/diff").body());
        assertThat(diff.get("different").asLong()).isEqualTo(1);
        assertThat(diff.get("samples").get(0).get("key").toString()).isEqualTo("[\"LAS\",\"SFO\"]");
        assertThat(flights("LAS", "SFO"))
                .isEqualTo(
                        diff.get("samples").get(0).get("served").get("flights").asLong());

        assertThat(suite.millrace(Duration.ofMinutes(1), "cutover", "routes")).contains("routes.v3 is served");
        awaitFlightsOf("LAS", "SFO", 0);
        long start = System.nanoTime();
        assertThat(client.post("/api/views/routes/rollback", "application/json", "")
                        .statusCode())
                .isEqualTo(200);
        awaitFlightsOf(
                "LAS",
                "SFO",
                diff.get("samples").get(0).get("served").get("flights").asLong());
        System.out.printf("rolled back within %d ms%n", (System.nanoTime() - start) / 1_000_000);
        awaitFlights(19_599 + 393);
    }

    private static void awaitFlightsOf(String origin, String destination, long flights) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> flights(origin, destination) == flights);
    }

    private static long flights(String origin, String destination) throws Exception {
        HttpResponse<String> row = client.get("/api/views/routes/rows/" + origin + "," + destination);
        assertThat(row.statusCode()).as(row.body()).isEqualTo(200);
        return JSON.readTree(row.body()).get("flights").asLong();
    }

    /** By now the services were started anew, and other versions of the view were served. */
    @Test
    @Order(9)
    void aReceiptIsConfirmedLongAfterAndATamperedOneIsRefuted() throws Exception {
        assertThat(suite.millrace(Duration.ofMinutes(2), "verify", "receipt", receipt.toString()))
                .contains("routes.v1, 20 rows answered at", "confirmed: the streams make the same answer");

        String kept = Files.readString(receipt);
        String tampered = kept.replaceFirst("\"flights\":\\d+", "\"flights\":1000000");
        JsonNode rows = verdict(tampered);
        assertThat(rows.path("verdict").asString()).as(rows.toString()).isEqualTo("REFUTED");
        assertThat(rows.path("reason").asString()).isEqualTo("ROWS");
        assertThat(rows.path("difference").path("given").path("flights").asLong())
                .isEqualTo(1_000_000);
        JsonNode forged = verdict(kept.replaceFirst("(\"receipt\":\"[^.]+\\.)[^.]{8}", "$1AAAAAAAA"));
        assertThat(forged.path("reason").asString()).as(forged.toString()).isEqualTo("SIGNATURE");
    }

    private static JsonNode verdict(String body) throws Exception {
        HttpResponse<String> answer = client.post("/api/receipts/verify", "application/json", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    @Test
    @Order(10)
    void theMergedApiDocumentNamesEveryPublicPath() throws Exception {
        // A service that has just started may take longer to describe itself than the gateway waits; it is named then.
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> !client.get("/v3/api-docs").body().contains("\"x-missing\""));

        assertThat(client.get("/v3/api-docs").body())
                .contains(
                        "\"openapi\":\"3.1", "/api/contracts/{id}", "/api/streams/{stream}/events", "/api/views/{view}")
                .contains(
                        "/api/views/{view}/rows",
                        "/api/receipts/verify",
                        "/api/tokens",
                        "/api/workflows",
                        "/api/freshness")
                .doesNotContain("/internal/");
    }

    private static List<JsonNode> awaitFlights(long flights) throws Exception {
        List<JsonNode> rows = new ArrayList<>();
        Awaitility.await().ignoreExceptions().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            rows.clear();
            rows.addAll(client.rows("routes", Position.EMPTY.token()));
            assertThat(rows.stream()
                            .mapToLong(row -> row.get("flights").asLong())
                            .sum())
                    .isEqualTo(flights);
        });
        return rows;
    }

    private static String position(String sent) {
        Matcher position = POSITION.matcher(sent);
        assertThat(position.find()).as(sent).isTrue();
        return position.group(1);
    }

    private static Process tour() throws Exception {
        ProcessBuilder builder = new ProcessBuilder("bash", "system-tests/happy-path.sh")
                .directory(suite.root().toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(suite.environment());
        return builder.start();
    }

    private static String output(Process process) throws Exception {
        return new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
