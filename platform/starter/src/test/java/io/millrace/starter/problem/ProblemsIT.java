package io.millrace.starter.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.testkit.TestIdentity;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(
        classes = ProblemsIT.Things.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.application.name=view-service",
            "server.port=0",
            "millrace.urls.gateway=http://127.0.0.1:9"
        })
class ProblemsIT {
    @SpringBootApplication(exclude = DataSourceAutoConfiguration.class)
    @RestController
    static class Things {
        @GetMapping("/things")
        String things(
                @RequestParam(required = false) String name,
                @RequestParam(defaultValue = "1") int limit,
                @RequestParam(required = false) UUID cursor) {
            return name + limit + cursor;
        }

        @PutMapping(path = "/things", consumes = MediaType.APPLICATION_JSON_VALUE)
        void put() {}

        record Body(int size, List<Integer> parts) {}

        @PostMapping("/things")
        int post(@RequestBody Body body) {
            return body.size();
        }

        @GetMapping("/broken")
        void broken(HttpServletResponse response) throws IOException {
            response.setContentLength(100);
            response.getOutputStream().write("begun".getBytes(StandardCharsets.US_ASCII));
            response.flushBuffer();
            throw new IOException("the rest is not there");
        }

        @Bean
        Filter failing() {
            return (request, response, chain) -> {
                if (((HttpServletRequest) request).getRequestURI().equals("/failing")) {
                    throw new IllegalStateException("secret detail");
                }
                chain.doFilter(request, response);
            };
        }
    }

    @LocalServerPort
    int port;

    private final HttpClient http = HttpClient.newHttpClient();

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        registry.add("millrace.home", () -> TestIdentity.keysHome().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"name=%FF", "name=%C3%28", "=x"})
    void aQueryThatIsNotEncodedIsTheClientsMistake(String query) throws Exception {
        JsonNode problem = problem(get("/things?" + query), 400);
        assertThat(problem.path("code").asString()).isEqualTo("MALFORMED_REQUEST");
        assertThat(problem.path("detail").asString()).startsWith("The query string is not percent-encoded UTF-8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limit=abc | limit is 'abc', which is not a whole number.",
                "cursor=x | cursor is 'x', which is not a UUID."
            })
    void aParameterOfAnotherTypeIsNamed(String query, String detail) throws Exception {
        JsonNode problem = problem(get("/things?" + query), 400);
        assertThat(problem.path("code").asString()).isEqualTo("INVALID_PARAMETER");
        assertThat(problem.path("detail").asString()).isEqualTo(detail);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"size\":1,\"parts\":[1,\"x\"]} | The value at /parts/1 is not of the type or in the range that is taken there. | /parts/1",
                "[] | The body is JSON, but not of the form that is taken here. | ''",
                "{\"size\":99999999999} | The value at /size is not of the type or in the range that is taken there. | /size"
            })
    void aBodyOfAnotherFormIsToldByItsPointer(String body, String detail, String pointer) throws Exception {
        JsonNode problem = problem(post(body), 400);
        assertThat(problem.path("detail").asString()).isEqualTo(detail);
        assertThat(problem.path("violations").get(0).path("pointer").asString()).isEqualTo(pointer);
    }

    @Test
    void brokenJsonIsToldByLineAndColumn() throws Exception {
        JsonNode violation =
                problem(post("{\"size\":\n  x}"), 400).path("violations").get(0);
        assertThat(violation.path("code").asString()).isEqualTo("MALFORMED_JSON");
        assertThat(violation.path("line").asInt()).isEqualTo(2);
        assertThat(violation.path("detail").asString()).doesNotContain("tools.jackson");
        assertThat(problem(post(""), 400).path("detail").asString()).startsWith("The body is missing.");
    }

    private HttpResponse<String> post(String body) throws Exception {
        return http.send(
                request("/things")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void anUnknownPathSaysNothingOfResources() throws Exception {
        assertThat(problem(get("/nothing"), 404).path("detail").asString())
                .startsWith("There is nothing under this path.");
    }

    @Test
    void whatFailsInAFilterIsAProblemDocument() throws Exception {
        JsonNode problem = problem(get("/failing"), 500);
        assertThat(problem.path("code").asString()).isEqualTo("INTERNAL_ERROR");
        assertThat(problem.path("instance").asString()).isEqualTo("/failing");
        assertThat(problem.toString()).doesNotContain("secret");
    }

    @Test
    void anAnswerThatHasBegunIsBrokenOffAndGetsNoProblem() {
        assertThatThrownBy(() -> get("/broken"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("bytes received: 5");
    }

    @Test
    void formsAreNotReadBeforeTheyAreRefused() throws Exception {
        HttpResponse<String> answer = http.send(
                request("/things")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .PUT(HttpRequest.BodyPublishers.ofString("a=%ff&=&b=%"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(problem(answer, 415).path("code").asString()).isEqualTo("UNSUPPORTED_MEDIA_TYPE");
    }

    private static JsonNode problem(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
        return JsonMapper.shared().readTree(answer.body());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + TestIdentity.token("read:*"));
    }
}
