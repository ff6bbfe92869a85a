package io.tidelake.query.audit;

import java.util.UUID;

/** Records as tests speak of them. */
final class AuditRecords {

  private AuditRecords() {}

  static AuditRecord call(String path) {
    return new AuditRecord(
        UUID.randomUUID().toString(),
        1_764_000_000_000L,
        "2025-11-25",
        "李雷",
        "analyst",
        "10.0.0.1",
        "GET",
        path,
        "{\"limit\":[\"10\"]}",
        200,
        0,
        10L,
        null,
        8_123_456_789_012_345_678L,
        12,
        "r-1");
  }
}
