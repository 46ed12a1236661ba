package io.millrace.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.FakeGateway;
import io.millrace.cli.FakeGateway.Answer;
import io.millrace.cli.FakeGateway.Outcome;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TailCommandTests {
    private static final String FIRST = """
            retry: 1

            event: reset
            data: {"version":1,"reason":"SUBSCRIBED"}

            event: snapshot
            data: {"id":1,"n":1.50}

            event: heartbeat
            id: a.0
            data: {"version":1,"epoch":1}

            event: upsert
            id: a.1
            data: {"id":2,"n":2}

            :

            event: delete
            id: a.2
            data: {"id":1}

            event: upsert
            id: a.3
            data: {"id":3""";
    private static final String SECOND = """
            event: upsert
            id: a.3
            data: {"id":3,"n":3}

            event: error
            data: {"title":"There is no such thing.","status":404,"code":"NOT_FOUND","detail":"View 'v' was deleted."}

            """;

    private FakeGateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new FakeGateway();
        Iterator<String> bodies = List.of(FIRST, SECOND).iterator();
        gateway.on(
                "GET /api/views/v/changes",
                request -> new Answer(200, bodies.next(), Map.of("Content-Type", "text/event-stream")));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void showsChangesAndGoesOnWhereTheConnectionWasLost() {
        Outcome outcome = gateway.run("tail", "v", "n=gt.1");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out().lines())
                .containsExactly("1 row", "+ {\"id\":2,\"n\":2}", "- {\"id\":1}", "+ {\"id\":3,\"n\":3}");
        assertThat(outcome.err()).contains("View 'v' was deleted.");
        assertThat(gateway.requests())
                .extracting(FakeGateway.Request::lastEventId)
                .containsExactly("null", "a.2");
        assertThat(gateway.requests().getFirst().path()).isEqualTo("/api/views/v/changes?n=gt.1");
    }

    @Test
    void printsEventsAsJson() {
        Outcome outcome = gateway.run("tail", "v", "--json", "--no-snapshot");
        assertThat(outcome.out().lines())
                .containsExactly(
                        "{\"event\":\"heartbeat\",\"id\":\"a.0\",\"data\":{\"version\":1,\"epoch\":1}}",
                        "{\"event\":\"upsert\",\"id\":\"a.1\",\"data\":{\"id\":2,\"n\":2}}",
                        "{\"event\":\"delete\",\"id\":\"a.2\",\"data\":{\"id\":1}}",
                        "{\"event\":\"upsert\",\"id\":\"a.3\",\"data\":{\"id\":3,\"n\":3}}");
    }

    @Test
    void failsWhereThereIsNoSuchView() {
        Outcome outcome = gateway.run("tail", "w");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("NOT_FOUND");
    }
}
