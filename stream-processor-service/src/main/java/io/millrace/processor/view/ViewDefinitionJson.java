package io.millrace.processor.view;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A definition as JSON in its column. */
@Converter
class ViewDefinitionJson implements AttributeConverter<ViewDefinition, String> {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Override
    public @Nullable String convertToDatabaseColumn(@Nullable ViewDefinition definition) {
        return definition == null ? null : JSON.writeValueAsString(definition);
    }

    @Override
    public @Nullable ViewDefinition convertToEntityAttribute(@Nullable String json) {
        return json == null ? null : JSON.readValue(json, ViewDefinition.class);
    }
}
