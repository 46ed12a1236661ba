package io.millrace.registry;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the contract registry. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class ContractRegistryApplication {
    public static void main(String[] args) {
        SpringApplication.run(ContractRegistryApplication.class, args);
    }
}
