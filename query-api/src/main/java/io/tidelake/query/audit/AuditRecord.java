package io.tidelake.query.audit;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A call that was made. In JSON the names of the fields are those that the shipping SQL reads.
 *
 * @param id unique for ever; by it a record is shipped once
 * @param timeMs when it came, epoch milliseconds
 * @param dt business date of it
 * @param parameters of the query string as a JSON object, shortened, without secrets
 * @param code of the envelope; 0: done
 * @param rows of the lake that were given, if the call says so; so are {@code bytes}
 * @param snapshotId of the table that was read; null: none
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record AuditRecord(
    String id,
    long timeMs,
    String dt,
    String caller,
    String role,
    String address,
    String method,
    String path,
    String parameters,
    int status,
    int code,
    @Nullable Long rows,
    @Nullable Long bytes,
    @Nullable Long snapshotId,
    long durationMs,
    String requestId) {}
