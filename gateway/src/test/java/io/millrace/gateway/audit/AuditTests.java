package io.millrace.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class AuditTests {
    private final Logger logger = (Logger) LoggerFactory.getLogger("millrace.audit");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final RequestIds requestIds = new RequestIds(Clock.systemUTC());

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
    }

    @Test
    void writesOneLinePerWriteWithoutSecrets() throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("PUT", "/api/views/v");
        request.setQueryString("token=secret");
        request.addHeader("Authorization", "Bearer secret");
        request.addHeader("X-Request-Id", "r-1");
        new AuditWrites()
                .doFilter(
                        request,
                        new MockHttpServletResponse(),
                        (given, response) -> ((MockHttpServletResponse) response).setStatus(403));
        assertThat(messages()).hasSize(1);
        assertThat(messages().getFirst())
                .matches("principal=- method=PUT path=/api/views/v status=403 requestId=r-1 durationMs=\\d+");
    }

    @Test
    void writesNothingAboutReads() throws Exception {
        new AuditWrites()
                .doFilter(new MockHttpServletRequest("GET", "/api/views"), new MockHttpServletResponse(), (a, b) -> {});
        new AuditWrites()
                .doFilter(
                        new MockHttpServletRequest("POST", "/api/views/read"),
                        new MockHttpServletResponse(),
                        (a, b) -> {});
        assertThat(messages()).isEmpty();
    }

    @Test
    void letsNobodyForgeALine() throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("PUT", "/x\nprincipal=admin");
        new AuditWrites().doFilter(request, new MockHttpServletResponse(), (a, b) -> {});
        assertThat(messages().getFirst()).contains("path=/x_principal_admin").doesNotContain("\n");
    }

    private List<String> messages() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void keepsAWellFormedRequestId() throws Exception {
        assertThat(idFor("a.b:c-D_9")).isEqualTo("a.b:c-D_9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a;b", "ä", "<script>"})
    void makesAnIdInPlaceOfAnyOther(String given) throws Exception {
        assertThat(idFor(given)).hasSize(36);
        assertThat(idFor("a".repeat(65))).hasSize(36);
    }

    private String idFor(String given) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/");
        request.addHeader("X-Request-Id", given);
        MockHttpServletResponse response = new MockHttpServletResponse();
        requestIds.doFilter(request, response, (passed, answered) -> {
            String id = ((jakarta.servlet.http.HttpServletRequest) passed).getHeader("x-request-id");
            assertThat(id).isEqualTo(response.getHeader("X-Request-Id"));
            assertThat(MDC.get("requestId")).isEqualTo(id);
        });
        assertThat(MDC.get("requestId")).isNull();
        return response.getHeader("X-Request-Id");
    }
}
