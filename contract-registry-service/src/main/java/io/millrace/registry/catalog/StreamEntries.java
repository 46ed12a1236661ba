package io.millrace.registry.catalog;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.repository.Repository;

/** All streams that a contract ever described under an active version. */
interface StreamEntries extends Repository<StreamEntry, String> {
    StreamEntry saveAndFlush(StreamEntry entry);

    Optional<StreamEntry> findById(String name);

    List<StreamEntry> findByContractIdOrderByName(String contractId);

    List<StreamEntry> findByNameInOrTopicIn(Collection<String> names, Collection<String> topics);

    List<StreamEntry> findByActiveTrueAndNameGreaterThanOrderByName(String name, Limit limit);

    long count();
}
