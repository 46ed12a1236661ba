package io.millrace.processor.view;

import io.millrace.processor.function.FunctionLibrary;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code millrace.processor.functions}: where jars of functions are.
 *
 * @param directory of the jars, which the operator alone fills, on every copy alike; by default {@code functions} in the home of
 *     the suite. Where it is not there, there are no functions
 */
@ConfigurationProperties("millrace.processor.functions")
public record FunctionSettings(
        @DefaultValue(".millrace/functions") String directory) {
    public FunctionSettings {
        if (directory.isBlank()) {
            throw new IllegalArgumentException(
                    "millrace.processor.functions.directory is empty: name a directory," + " which need not be there");
        }
    }

    FunctionLibrary library() {
        return FunctionLibrary.in(Path.of(directory));
    }
}
