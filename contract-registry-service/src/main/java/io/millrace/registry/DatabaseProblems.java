package io.millrace.registry;

import io.millrace.kernel.MillraceException;
import io.millrace.starter.problem.Problems;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** A database that does not answer is no defect: 503, and the same request may be sent again. */
@RestControllerAdvice
@Order(-1)
class DatabaseProblems {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseProblems.class);
    private static final String RETRY_AFTER_SECONDS = "2";

    @ExceptionHandler({
        CannotCreateTransactionException.class,
        TransactionSystemException.class,
        DataAccessResourceFailureException.class,
        TransientDataAccessException.class
    })
    ResponseEntity<ProblemDetail> unavailable(RuntimeException failure) {
        LOG.warn("PostgreSQL does not answer: the request is answered with 503", failure);
        ProblemDetail problem = Problems.of(new MillraceException(
                RegistryError.DATABASE_UNAVAILABLE,
                "The registry cannot reach its database; nothing was changed. Send the request again in a moment.",
                failure));
        return ResponseEntity.status(problem.getStatus())
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }
}
