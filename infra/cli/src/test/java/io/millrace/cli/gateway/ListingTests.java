package io.millrace.cli.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ListingTests {
    @Test
    void theNextPageIsTakenFromTheLink() {
        assertThat(Listing.next("</api/views?limit=2&cursor=b>; rel=\"next\"")).contains("/api/views?limit=2&cursor=b");
        assertThat(Listing.next("<http://other:1/api/views?cursor=b>; rel=next"))
                .contains("/api/views?cursor=b");
        assertThat(Listing.next("</a>; rel=\"prev\"")).isEmpty();
        assertThat(Listing.next("")).isEmpty();
    }
}
