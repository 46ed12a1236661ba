package io.millrace.processor.view;

import io.millrace.processor.catalog.DefinedView;
import jakarta.persistence.Converter;

/** A table's definition as JSON in its column. */
@Converter
class DefinedViewJson extends JsonColumn<DefinedView> {
    DefinedViewJson() {
        super(DefinedView.class);
    }
}
