package io.millrace.ingestion;

import io.millrace.starter.check.AnswerOnce;
import java.io.IOException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** ingestion-service. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class IngestionApplication {
    public static void main(String[] args) throws IOException {
        if (AnswerOnce.isAsked(args)) {
            AnswerOnce.run();
            return;
        }
        SpringApplication.run(IngestionApplication.class, args);
    }
}
