package io.millrace.registry.apikey;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.repository.Repository;

/** All keys that were ever made. */
interface ApiKeys extends Repository<ApiKey, UUID> {
    ApiKey saveAndFlush(ApiKey key);

    Optional<ApiKey> findById(UUID id);

    Optional<ApiKey> findBySha256(String sha256);

    boolean existsByIdempotencyKey(String idempotencyKey);

    long countByRevokedAtIsNull();

    List<ApiKey> findByRevokedAtIsNullAndIdGreaterThanOrderById(UUID id, Limit limit);
}
