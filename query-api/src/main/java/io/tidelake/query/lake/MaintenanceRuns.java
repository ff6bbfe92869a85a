package io.tidelake.query.lake;

import io.tidelake.query.platform.BusinessTime;
import io.tidelake.query.trino.Sql;
import io.tidelake.query.trino.Trino;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
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

  MaintenanceRuns(Trino trino, BusinessTime times) {
    this.trino = trino;
    this.times = times;
  }

  /**
   * @param table null: of all tables
   */
  List<Run> newest(@Nullable String table, long limit) {
    return trino.query(
        NEWEST,
        Map.of("table", table == null ? "" : table, "limit", limit),
        (row, number) -> run(row));
  }

  private Run run(ResultSet row) throws SQLException {
    Long snapshot = number(row, "snapshot_id");
    return new Run(
        row.getString("run_id"),
        row.getString("table_name"),
        row.getString("operation"),
        times.format(row.getTimestamp("started_at").toInstant()),
        row.getLong("duration_ms"),
        row.getString("outcome"),
        row.getString("reason"),
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
