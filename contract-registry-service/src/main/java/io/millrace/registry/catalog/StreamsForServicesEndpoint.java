package io.millrace.registry.catalog;

import io.millrace.api.contract.StreamSchema;
import io.millrace.api.contract.StreamsApi;
import io.millrace.starter.identity.Access;
import java.util.List;
import org.springframework.web.bind.annotation.RestController;

/** Answers services that meet a name which millrace.contracts has not told them yet. */
@RestController
class StreamsForServicesEndpoint implements StreamsApi {
    private final Streams streams;
    private final Access access;

    StreamsForServicesEndpoint(Streams streams, Access access) {
        this.streams = streams;
        this.access = access;
    }

    @Override
    public StreamSchema stream(String stream) {
        access.requireService();
        return streams.stream(stream);
    }

    @Override
    public List<StreamSchema> streams() {
        access.requireService();
        return streams.after("", ActivateStreams.STREAMS_MAX);
    }
}
