package io.millrace.ingestion.endpoint;

import io.millrace.kernel.ErrorCode;
import io.millrace.starter.problem.Problems;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Answers what the servlet container has made an error of. It does so by itself where reading a body fails, and throws the
 * endpoint's answer away; the account of the events is taken up again here.
 */
@Hidden
@RestController
class ContainerErrors implements ErrorController {
    /** Request attribute: the answer of a request that broke off. */
    static final String ANSWER = "io.millrace.ingestion.answer";

    @RequestMapping("${spring.web.error.path:${error.path:/error}}")
    Object error(HttpServletRequest request) {
        Object answer = request.getAttribute(ANSWER);
        if (answer instanceof ResponseEntity<?> known) {
            return known;
        }
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        ErrorCode code = Problems.codeOf(status instanceof Integer number ? number : 500);
        return ResponseEntity.status(code.status())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(Problems.of(code, "The request could not be read or answered. Send it again.", List.of()));
    }
}
