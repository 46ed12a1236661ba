package io.millrace.processor.view;

import io.millrace.processor.catalog.DefinedView;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A table's definition as JSON in its column. */
@Converter
class DefinedViewJson implements AttributeConverter<DefinedView, String> {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Override
    public @Nullable String convertToDatabaseColumn(@Nullable DefinedView definition) {
        return definition == null ? null : JSON.writeValueAsString(definition);
    }

    @Override
    public @Nullable DefinedView convertToEntityAttribute(@Nullable String json) {
        return json == null ? null : JSON.readValue(json, DefinedView.class);
    }
}
