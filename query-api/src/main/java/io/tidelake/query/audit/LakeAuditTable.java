package io.tidelake.query.audit;

import io.tidelake.query.platform.LakeSnapshots;
import io.tidelake.query.trino.Sql;
import io.tidelake.query.trino.Trino;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The table {@code audit_log} of the lake, written and read through Trino. */
@Component
class LakeAuditTable implements AuditTable {

  private static final Sql ADD = Sql.resource("audit/add");
  private static final Sql FIND = Sql.resource("audit/find");
  private static final Sql COUNT = Sql.resource("audit/count");
  private static final Sql KNOWN = Sql.resource("audit/known");

  private static final String TABLE = "audit_log";

  /** Trino takes a statement of a million characters; quotes in it are doubled twice. */
  private static final int MAX_CHARACTERS = 200_000;

  /** Ids that one statement asks about, 39 characters each, by the same measure. */
  private static final int MAX_IDS = 20_000;

  private final Trino trino;
  private final LakeSnapshots snapshots;

  LakeAuditTable(Trino trino, LakeSnapshots snapshots) {
    this.trino = trino;
    this.snapshots = snapshots;
  }

  @Override
  public void add(List<AuditRecord> records) {
    List<String> batch = new ArrayList<>();
    List<String> days = new ArrayList<>();
    int characters = 0;
    for (AuditRecord record : records) {
      String json = JsonMapper.shared().writeValueAsString(record);
      if (characters + json.length() > MAX_CHARACTERS && !batch.isEmpty()) {
        add(batch, days);
        batch.clear();
        days.clear();
        characters = 0;
      }
      batch.add(json);
      days.add(record.dt());
      characters += json.length();
    }
    if (!batch.isEmpty()) {
      add(batch, days);
    }
  }

  private void add(List<String> batch, List<String> days) {
    trino.update(
        ADD,
        Map.of(
            "records",
            "[" + String.join(",", batch) + "]",
            "first_day",
            LocalDate.parse(days.stream().min(Comparator.naturalOrder()).orElseThrow()),
            "last_day",
            LocalDate.parse(days.stream().max(Comparator.naturalOrder()).orElseThrow())));
  }

  @Override
  public Found find(AuditQuestion question, long limit, Map<LocalDate, List<String>> ids) {
    LakeSnapshots.Snapshot newest = snapshots.current(TABLE).orElse(null);
    if (newest == null) {
      return new Found(0, List.of(), Set.of());
    }
    long snapshot = newest.id();
    Map<String, Object> parameters = new HashMap<>(question.parameters());
    List<Long> total =
        trino.query(
            COUNT.at("snapshot", snapshot), parameters, (row, number) -> row.getLong("calls"));
    if (total.isEmpty() || total.getFirst() == 0) {
      return new Found(0, List.of(), Set.of());
    }
    parameters.put("limit", limit);
    return new Found(
        total.getFirst(),
        trino.query(FIND.at("snapshot", snapshot), parameters, (row, number) -> record(row)),
        known(snapshot, ids));
  }

  private Set<String> known(long snapshot, Map<LocalDate, List<String>> ids) {
    Set<String> known = new HashSet<>();
    ids.forEach(
        (day, ofDay) -> {
          for (int from = 0; from < ofDay.size(); from += MAX_IDS) {
            List<String> some = ofDay.subList(from, Math.min(from + MAX_IDS, ofDay.size()));
            known.addAll(
                trino.query(
                    KNOWN.at("snapshot", snapshot),
                    Map.of("day", day, "ids", JsonMapper.shared().writeValueAsString(some)),
                    (row, number) -> row.getString("id")));
          }
        });
    return known;
  }

  private static AuditRecord record(ResultSet row) throws SQLException {
    return new AuditRecord(
        row.getString("id"),
        row.getLong("time_ms"),
        row.getString("dt"),
        row.getString("caller"),
        row.getString("role"),
        row.getString("address"),
        row.getString("method"),
        row.getString("path"),
        row.getString("parameters"),
        row.getInt("status"),
        row.getInt("code"),
        nullable(row, "row_count"),
        nullable(row, "byte_count"),
        nullable(row, "snapshot_id"),
        row.getLong("duration_ms"),
        row.getString("request_id"));
  }

  private static @Nullable Long nullable(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }
}
