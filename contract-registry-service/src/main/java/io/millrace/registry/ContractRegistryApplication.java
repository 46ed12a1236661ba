package io.millrace.registry;

import io.millrace.starter.check.AnswerOnce;
import java.io.IOException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the contract registry. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class ContractRegistryApplication {
    public static void main(String[] args) throws IOException {
        if (AnswerOnce.isAsked(args)) {
            AnswerOnce.run();
            return;
        }
        SpringApplication.run(ContractRegistryApplication.class, args);
    }
}
