package io.millrace.gateway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kernel.ServiceName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class MergeDocumentsTests {
    private static final JsonMapper JSON = new JsonMapper();

    private final MergeDocuments merge = new MergeDocuments(document("{\"openapi\":\"3.1.0\",\"info\":{}}"));

    private static ObjectNode document(String json) {
        return (ObjectNode) JSON.readTree(json);
    }

    @Test
    void takesOnlyPathsThatAreRoutedToTheService() {
        ObjectNode merged = merge.add(
                        ServiceName.VIEW,
                        document("{\"paths\":{\"/api/views/{view}/rows\":{\"get\":{}},\"/api/views\":{\"get\":{}},"
                                + "\"/internal/views\":{\"get\":{}},\"/actuator/health\":{\"get\":{}}}}"))
                .merged();
        assertThat(merged.path("paths").propertyNames()).containsExactly("/api/views/{view}/rows");
    }

    @Test
    void putsTheServiceInFrontOfATakenNameAndFollowsItsReferences() {
        merge.add(
                ServiceName.ORCHESTRATION,
                document(
                        "{\"components\":{\"schemas\":{\"Status\":{\"type\":\"string\"},\"Same\":{\"type\":\"integer\"}}}}"));
        ObjectNode second = document("""
                {"paths":{"/api/views":{"get":{"responses":{"200":{"content":{"application/json":{"schema":
                   {"type":"array","items":{"$ref":"#/components/schemas/Status"}}}}}}}}},
                 "components":{"schemas":{
                   "Status":{"type":"object","properties":{"next":{"$ref":"#/components/schemas/Status"}}},
                   "Same":{"type":"integer"},
                   "Shape":{"discriminator":{"propertyName":"kind","mapping":{"a":"#/components/schemas/Status"}}}}}}
                """);
        ObjectNode merged = merge.add(ServiceName.STREAM_PROCESSOR, second).merged();
        assertThat(merged.at("/components/schemas").propertyNames())
                .containsExactlyInAnyOrder("Status", "Same", "StreamProcessor_Status", "Shape");
        assertThat(merged.at("/components/schemas/Status/type").asString()).isEqualTo("string");
        String renamed = "#/components/schemas/StreamProcessor_Status";
        assertThat(merged.at("/components/schemas/StreamProcessor_Status/properties/next/$ref")
                        .asString())
                .isEqualTo(renamed);
        assertThat(merged.at("/components/schemas/Shape/discriminator/mapping/a")
                        .asString())
                .isEqualTo(renamed);
        assertThat(merged.at("/paths/~1api~1views/get/responses/200/content/application~1json/schema/items/$ref")
                        .asString())
                .isEqualTo(renamed);
    }

    @Test
    void leavesItsSourcesAsTheyAre() {
        ObjectNode source = document("{\"paths\":{\"/api/views\":{\"get\":{\"operationId\":\"list\"}}}}");
        ObjectNode before = source.deepCopy();
        merge.add(ServiceName.STREAM_PROCESSOR, source);
        assertThat(source).isEqualTo(before);
    }

    @Test
    void keepsOperationIdsApart() {
        merge.add(
                ServiceName.STREAM_PROCESSOR,
                document("{\"paths\":{\"/api/views\":{\"get\":{\"operationId\":\"list\"}}}}"));
        ObjectNode merged = merge.add(
                        ServiceName.ORCHESTRATION,
                        document("{\"paths\":{\"/api/runs\":{\"get\":{\"operationId\":\"list\"}}}}"))
                .merged();
        assertThat(merged.at("/paths/~1api~1views/get/operationId").asString()).isEqualTo("list");
        assertThat(merged.at("/paths/~1api~1runs/get/operationId").asString()).isEqualTo("Orchestration_list");
    }

    @Test
    void saysThatEveryOperationMayFailWithAProblem() {
        ObjectNode merged = merge.add(
                        ServiceName.STREAM_PROCESSOR,
                        document("{\"paths\":{\"/api/views\":{\"get\":{\"security\":[]}}}}"))
                .merged();
        assertThat(merged.at("/paths/~1api~1views/get/responses/default/$ref").asString())
                .isEqualTo("#/components/responses/Problem");
        assertThat(merged.at("/paths/~1api~1views/get").has("security")).isFalse();
    }

    @Test
    void joinsMethodsOfOnePathAndTagsOfOneName() {
        merge.add(
                ServiceName.STREAM_PROCESSOR,
                document("{\"tags\":[{\"name\":\"Views\"}],\"paths\":{\"/api/views\":{\"get\":{}}}}"));
        ObjectNode merged = merge.add(
                        ServiceName.STREAM_PROCESSOR,
                        document("{\"tags\":[{\"name\":\"Views\"}],\"paths\":{\"/api/views\":{\"put\":{}}}}"))
                .merged();
        assertThat(merged.at("/paths/~1api~1views").propertyNames()).containsExactlyInAnyOrder("get", "put");
        assertThat(merged.path("tags")).hasSize(1);
    }

    @Test
    void bearsDocumentsOfOddShapes() {
        ObjectNode merged = merge.add(ServiceName.VIEW, document("{\"openapi\":\"3.1.0\"}"))
                .add(ServiceName.VIEW, document("{\"paths\":{},\"components\":{\"schemas\":null},\"tags\":null}"))
                .merged();
        assertThat(merged.path("paths")).isEmpty();
    }
}
