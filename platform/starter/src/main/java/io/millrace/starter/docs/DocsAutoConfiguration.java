package io.millrace.starter.docs;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Names the service in its OpenAPI document. {@code /api} is version 1 and only grows. */
@AutoConfiguration
@ConditionalOnClass(OpenAPI.class)
public class DocsAutoConfiguration {
    @Bean
    OpenAPI openApi(@Value("${spring.application.name}") String service) {
        return new OpenAPI()
                .info(new Info()
                        .title("Millrace " + service)
                        .version("1")
                        .license(new License().name("Apache-2.0").identifier("Apache-2.0")));
    }
}
