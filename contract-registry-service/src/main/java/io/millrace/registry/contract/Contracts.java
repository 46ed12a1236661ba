package io.millrace.registry.contract;

import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.EntityGraph;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** All contracts. */
interface Contracts extends Repository<Contract, String> {
    Contract save(Contract contract);

    void flush();

    @EntityGraph(attributePaths = "versions")
    Optional<Contract> findById(String id);

    boolean existsById(String id);

    @Query("select c.id from Contract c where c.id > :id order by c.id")
    List<String> idsAfter(String id, Limit limit);

    @EntityGraph(attributePaths = "versions")
    List<Contract> findByIdInOrderById(List<String> ids);
}
