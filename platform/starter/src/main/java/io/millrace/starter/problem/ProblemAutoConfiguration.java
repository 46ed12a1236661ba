package io.millrace.starter.problem;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessResourceFailureException;
import tools.jackson.databind.json.JsonMapper;

/** Problem documents for controllers, filters and what the servlet container refuses. */
@AutoConfiguration(after = JacksonAutoConfiguration.class, before = ErrorMvcAutoConfiguration.class)
public class ProblemAutoConfiguration {
    @Bean
    ProblemDocuments problemDocuments() {
        return new ProblemDocuments();
    }

    /** Where the service has a database. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(DataAccessResourceFailureException.class)
    static class Database {
        @Bean
        DatabaseProblems databaseProblems() {
            return new DatabaseProblems();
        }
    }

    @Bean
    ProblemWriter problemWriter(JsonMapper json) {
        return new ProblemWriter(json);
    }

    /** Unless the service has more to tell where a request broke off. */
    @Bean
    @ConditionalOnMissingBean(ErrorController.class)
    ErrorPage errorPage(ProblemWriter problems) {
        return new ErrorPage(problems);
    }
}
