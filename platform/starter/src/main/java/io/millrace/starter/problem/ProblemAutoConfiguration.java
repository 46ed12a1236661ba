package io.millrace.starter.problem;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.json.JsonMapper;

/** Problem documents for controllers and filters. */
@AutoConfiguration(after = JacksonAutoConfiguration.class)
public class ProblemAutoConfiguration {
    @Bean
    ProblemDocuments problemDocuments() {
        return new ProblemDocuments();
    }

    @Bean
    ProblemWriter problemWriter(JsonMapper json) {
        return new ProblemWriter(json);
    }
}
