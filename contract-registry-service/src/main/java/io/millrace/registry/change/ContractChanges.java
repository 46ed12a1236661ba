package io.millrace.registry.change;

import java.util.List;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.repository.Repository;

/** All lines of all histories. */
interface ContractChanges extends Repository<ContractChange, UUID> {
    ContractChange save(ContractChange change);

    List<ContractChange> findByContractIdAndIdLessThanOrderByIdDesc(String contractId, UUID id, Limit limit);
}
