package io.tidelake.query.audit;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which records are asked for.
 *
 * @param start of the range of time; both its ends belong to it
 * @param caller null: any; so are all below
 * @param path its beginning
 */
record AuditQuestion(
    Instant start,
    Instant end,
    LocalDate firstDay,
    LocalDate lastDay,
    @Nullable String caller,
    @Nullable String method,
    @Nullable String path,
    @Nullable String requestId,
    int status,
    int code) {

  /** For {@code status} and {@code code}. */
  static final int ANY = -1;

  boolean matches(AuditRecord record) {
    return record.timeMs() >= start.toEpochMilli()
        && record.timeMs() <= end.toEpochMilli()
        && (caller == null || record.caller().equals(caller))
        && (method == null || record.method().equals(method))
        && (path == null || record.path().startsWith(path))
        && (requestId == null || record.requestId().equals(requestId))
        && (status == ANY || record.status() == status)
        && (code == ANY || record.code() == code);
  }

  Map<String, Object> parameters() {
    return Map.ofEntries(
        Map.entry("start_time", start),
        Map.entry("end_time", end),
        Map.entry("first_day", firstDay),
        Map.entry("last_day", lastDay),
        Map.entry("caller", Objects.requireNonNullElse(caller, "")),
        Map.entry("method", Objects.requireNonNullElse(method, "")),
        Map.entry("path", Objects.requireNonNullElse(path, "")),
        Map.entry("request_id", Objects.requireNonNullElse(requestId, "")),
        Map.entry("status", status),
        Map.entry("code", code));
  }
}
