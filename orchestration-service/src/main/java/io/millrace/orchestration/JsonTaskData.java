package io.millrace.orchestration;

import com.github.kagkarlsson.scheduler.serializer.Serializer;
import tools.jackson.databind.json.JsonMapper;

/** Data of scheduled executions as JSON, so that a later release can read what an earlier one wrote. */
final class JsonTaskData implements Serializer {
    private final JsonMapper json = JsonMapper.shared();

    @Override
    public byte[] serialize(Object data) {
        return json.writeValueAsBytes(data);
    }

    @Override
    public <T> T deserialize(Class<T> type, byte[] serialized) {
        return json.readValue(serialized, type);
    }
}
