package io.tidelake.query.lake;

import io.tidelake.query.platform.BusinessTime;
import io.tidelake.query.trino.Sql;
import io.tidelake.query.trino.Trino;
import io.tidelake.schema.table.RunReason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/** The journal of maintenance. */
@Component
class MaintenanceRuns {

  private static final Sql NEWEST = Sql.resource("lake/maintenance_runs");

  /**
   * One operation on one table; figures are null where it does not change them.
   *
   * @param startedAt business time
   * @param reason in the language that was asked for, if it is of the list; else as it was noted
   * @param reasonCode null: the reason is of no list, as that of a failure
   * @param snapshotId as text: it may be too large for a JavaScript number
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Run(
      String runId,
      String tableName,
      String operation,
      String startedAt,
      long durationMs,
      String outcome,
      String reason,
      @Nullable String reasonCode,
      @Nullable Long filesBefore,
      @Nullable Long filesAfter,
      @Nullable Long bytesBefore,
      @Nullable Long bytesAfter,
      @Nullable Long snapshotsBefore,
      @Nullable Long snapshotsAfter,
      @Nullable Long manifestsBefore,
      @Nullable Long manifestsAfter,
      @Nullable Long deletedFiles,
      @Nullable String snapshotId) {}

  private final Trino trino;
  private final BusinessTime times;
  private final ReasonText words;

  MaintenanceRuns(Trino trino, BusinessTime times, ReasonText words) {
    this.trino = trino;
    this.times = times;
    this.words = words;
  }

  /**
   * @param table null: of all tables
   * @param locale of the reasons
   */
  List<Run> newest(@Nullable String table, long limit, Locale locale) {
    return trino.query(
        NEWEST,
        Map.of("table", table == null ? "" : table, "limit", limit),
        (row, number) -> run(row, locale));
  }

  private Run run(ResultSet row, Locale locale) throws SQLException {
    Long snapshot = number(row, "snapshot_id");
    String reason = row.getString("reason");
    RunReason.Told told = RunReason.read(reason).orElse(null);
    return new Run(
        row.getString("run_id"),
        row.getString("table_name"),
        row.getString("operation"),
        times.format(row.getTimestamp("started_at").toInstant()),
        row.getLong("duration_ms"),
        row.getString("outcome"),
        told == null ? reason : words.ofRun(told, reason, locale),
        told == null ? null : told.reason().code(),
        number(row, "files_before"),
        number(row, "files_after"),
        number(row, "bytes_before"),
        number(row, "bytes_after"),
        number(row, "snapshots_before"),
        number(row, "snapshots_after"),
        number(row, "manifests_before"),
        number(row, "manifests_after"),
        number(row, "deleted_files"),
        snapshot == null ? null : snapshot.toString());
  }

  private static @Nullable Long number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : Long.valueOf(value);
  }
}
