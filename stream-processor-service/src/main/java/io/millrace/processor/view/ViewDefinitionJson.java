package io.millrace.processor.view;

import jakarta.persistence.Converter;

/** A definition as JSON in its column. */
@Converter
class ViewDefinitionJson extends JsonColumn<ViewDefinition> {
    ViewDefinitionJson() {
        super(ViewDefinition.class);
    }
}
