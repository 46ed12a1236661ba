package io.millrace.orchestration.workflow;

import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.repository.Repository;

/** The stored workflows. */
public interface Workflows extends Repository<Workflow, String> {
    Optional<Workflow> findById(String id);

    List<Workflow> findByIdGreaterThanOrderById(String id, Limit limit);

    long count();

    Workflow save(Workflow workflow);

    void delete(Workflow workflow);

    void flush();
}
