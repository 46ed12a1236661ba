package io.millrace.orchestration;

import io.millrace.starter.check.AnswerOnce;
import java.io.IOException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Runs orchestration-service. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class OrchestrationApplication {
    public static void main(String[] args) throws IOException {
        if (AnswerOnce.isAsked(args)) {
            AnswerOnce.run();
            return;
        }
        SpringApplication.run(OrchestrationApplication.class, args);
    }
}
