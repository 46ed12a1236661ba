package io.millrace.starter.problem;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

class ProblemDocumentsTests {
    private static final SQLTransientConnectionException USED_UP =
            new SQLTransientConnectionException("HikariPool-1 - Connection is not available, request timed out");

    private RuntimeException failure = new IllegalStateException();

    private final MockMvc mvc = MockMvcBuilders.standaloneSetup(new Failing())
            .setControllerAdvice(new ProblemDocuments(), new DatabaseProblems())
            .build();

    @RestController
    class Failing {
        @GetMapping("/thing")
        String thing() {
            throw failure;
        }
    }

    @Test
    void aPoolThatIsUsedUpIsNoDefectOfTheService() throws Exception {
        for (RuntimeException used : new RuntimeException[] {
            new CannotCreateTransactionException("Could not open JPA EntityManager for transaction", USED_UP),
            new DataAccessResourceFailureException("Failed to obtain JDBC Connection", USED_UP)
        }) {
            failure = used;
            answer().andExpect(status().isServiceUnavailable())
                    .andExpect(header().exists("Retry-After"))
                    .andExpect(jsonPath("$.type").value("urn:millrace:error:DATABASE_UNAVAILABLE"))
                    .andExpect(jsonPath("$.kind").value("EXTERNAL"))
                    .andExpect(content().string(not(containsString("Hikari"))));
        }
    }

    @Test
    void aFailureWithACodeIsAnsweredWithIt() throws Exception {
        failure = new MillraceException(CommonError.CONFLICT, "It is running. Stop it first.");
        answer().andExpect(status().isConflict())
                .andExpect(jsonPath("$.detail").value("It is running. Stop it first."))
                .andExpect(jsonPath("$.code").value("CONFLICT"))
                .andExpect(jsonPath("$.instance").value("/thing"));
    }

    @Test
    void anUnexpectedFailureTellsNothingOfItsInside() throws Exception {
        failure = new IllegalStateException("password=secret");
        answer().andExpect(status().isInternalServerError())
                .andExpect(jsonPath("$.code").value("INTERNAL_ERROR"))
                .andExpect(content().string(not(containsString("secret"))));
    }

    private ResultActions answer() throws Exception {
        return mvc.perform(get("/thing")).andExpect(content().contentType(MediaType.APPLICATION_PROBLEM_JSON));
    }
}
