package io.millrace.processor.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a statement answers.
 *
 * @param statement its kind, in its own words
 * @param rows what it lists; the members depend on the statement
 * @param properties what it tells beside that, in the order in which people read it
 * @param text what is to be read as it is: a plan, a statement
 * @param next what {@code cursor} takes to go on; null at the end
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SqlAnswer(
        String statement,
        @Nullable List<Map<String, @Nullable Object>> rows,
        @Nullable Map<String, @Nullable Object> properties,
        @Nullable String text,
        @Nullable String next) {

    static SqlAnswer rows(String statement, List<Map<String, @Nullable Object>> rows) {
        return new SqlAnswer(statement, rows, null, null, null);
    }

    static SqlAnswer properties(String statement, Map<String, @Nullable Object> properties) {
        return new SqlAnswer(statement, null, properties, null, null);
    }

    static SqlAnswer text(String statement, String text) {
        return new SqlAnswer(statement, null, null, text, null);
    }

    SqlAnswer with(Map<String, @Nullable Object> others) {
        return new SqlAnswer(statement, rows, others, text, next);
    }

    SqlAnswer before(@Nullable String cursor) {
        return new SqlAnswer(statement, rows, properties, text, cursor);
    }
}
