package io.millrace.orchestration;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

record Reply(int status, String body) {
    JsonNode json() {
        return JsonMapper.shared().readTree(body);
    }
}
