package io.tidelake.streaming.maintenance;

import io.tidelake.schema.table.MaintenancePolicy;
import io.tidelake.streaming.maintenance.upkeep.Figures;
import io.tidelake.streaming.maintenance.upkeep.OrphanSearch;
import io.tidelake.streaming.maintenance.upkeep.TableHealth;
import io.tidelake.streaming.maintenance.upkeep.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What runs did and how tables are, for people and for machines. */
final class Report {

  private Report() {}

  static Object json(RunLine line) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("table", line.table());
    json.put("operation", line.operation().title());
    json.put("outcome", line.outcome().title());
    json.put("reason", line.reason());
    json.put("startedAt", line.started().toString());
    json.put("durationMillis", line.took().toMillis());
    json.put("cost", json(line.cost()));
    json.put("before", json(line.before()));
    json.put("after", json(line.after()));
    json.put("deletedFiles", line.deletedFiles());
    json.put("freedBytes", line.freedBytes());
    json.put("snapshotId", line.snapshot());
    return json;
  }

  private static @Nullable Object json(Work.@Nullable Cost cost) {
    if (cost == null) {
      return null;
    }
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("filesRead", cost.filesRead());
    json.put("bytesRead", cost.bytesRead());
    json.put("filesDeleted", cost.filesDeleted());
    json.put("bytesFreed", cost.bytesFreed());
    return json;
  }

  private static @Nullable Object json(@Nullable Figures figures) {
    if (figures == null) {
      return null;
    }
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("files", figures.files());
    json.put("bytes", figures.bytes());
    json.put("rows", figures.rows());
    json.put("snapshots", figures.snapshots());
    json.put("manifests", figures.manifests());
    return json;
  }

  static Object json(TableHealth health) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("table", health.table());
    json.put("score", health.score());
    json.put(
        "reasons",
        health.reasons().stream()
            .map(
                reason ->
                    Map.of(
                        "code",
                        reason.code().code(),
                        "values",
                        reason.values(),
                        "text",
                        reason.text()))
            .toList());
    json.put("nextAction", health.nextAction());
    json.put("figures", json(health.figures()));
    json.put("excessFiles", health.excessFiles());
    json.put("filesWithDeletes", health.filesWithDeletes());
    json.put("cells", health.cells());
    json.put("rowsPerCell", rounded(health.rowsPerCell()));
    json.put("smallManifests", health.smallManifests());
    json.put("metadataBytes", health.metadataBytes());
    json.put("lastCommit", text(health.lastCommit()));
    json.put("lastCompaction", text(health.lastCompaction()));
    json.put("lastMaintenance", text(health.lastMaintenance()));
    OrphanSearch orphans = health.orphans();
    json.put("orphans", orphans == null ? null : orphans.left());
    Duration behind = health.behind();
    json.put("rollupBehindSeconds", behind == null ? null : behind.toSeconds());
    json.put("orphansSearched", orphans == null ? null : orphans.at().toString());
    return json;
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }

  private static @Nullable Double rounded(@Nullable Double number) {
    return number == null ? null : Math.round(number * 100) / 100.0;
  }

  static String runText(RunLine line) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%-16s %-10s %-8s %6.1f s  %s%n"
            .formatted(
                line.table(),
                line.operation().title(),
                line.outcome().title(),
                line.took().toMillis() / 1_000.0,
                line.reason()));
    Work.Cost cost = line.cost();
    if (cost != null && line.outcome() == RunLine.Outcome.PLANNED) {
      text.append(
          "%16s would read %s files, %s; no longer needed afterwards: %s files, %s%n"
              .formatted(
                  "",
                  known(cost.filesRead(), ""),
                  known(kib(cost.bytesRead()), " KiB"),
                  known(cost.filesDeleted(), ""),
                  known(kib(cost.bytesFreed()), " KiB")));
    }
    Figures before = line.before();
    Figures after = line.after();
    if (before != null && after != null) {
      text.append(
          "%16s files %d -> %d, KiB %d -> %d, snapshots %d -> %d, manifests %d -> %d, deleted files %d%n"
              .formatted(
                  "",
                  before.files(),
                  after.files(),
                  before.bytes() >> 10,
                  after.bytes() >> 10,
                  before.snapshots(),
                  after.snapshots(),
                  before.manifests(),
                  after.manifests(),
                  line.deletedFiles()));
    }
    return text.toString().stripTrailing();
  }

  private static @Nullable Long kib(@Nullable Long bytes) {
    return bytes == null ? null : bytes >> 10;
  }

  private static String known(@Nullable Long value, String unit) {
    return value == null ? "unknown until done" : value + unit;
  }

  /**
   * @param cells that differed, by table
   */
  static String differenceText(Map<String, Long> cells) {
    String tables =
        cells.entrySet().stream()
            .filter(table -> table.getValue() > 0)
            .map(table -> table.getKey() + " " + table.getValue())
            .collect(Collectors.joining(", "));
    return tables.isEmpty()
        ? "nothing differed"
        : "cells that differed and are put right: " + tables;
  }

  /**
   * What was wrong in rollups that were made anew.
   *
   * @param cells that differed, by table
   * @param first some of them
   */
  static String rebuiltText(Map<String, Long> cells, List<String> first) {
    StringBuilder text = new StringBuilder("rollups made anew: " + differenceText(cells));
    first.forEach(cell -> text.append(System.lineSeparator()).append("  ").append(cell));
    long more = cells.values().stream().mapToLong(Long::longValue).sum() - first.size();
    if (more > 0) {
      text.append(System.lineSeparator()).append("  and %d more".formatted(more));
    }
    return text.toString();
  }

  static Object json(TablePolicy of) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("table", of.table());
    json.put("policy", of.policy().values());
    json.put("set", MaintenancePolicy.NAMES.stream().filter(of.set()::contains).toList());
    return json;
  }

  static String policyText(List<TablePolicy> policies) {
    StringBuilder text = new StringBuilder();
    for (TablePolicy of : policies) {
      text.append("%s%n".formatted(of.table()));
      of.policy()
          .values()
          .forEach(
              (name, value) ->
                  text.append(
                      "  %-20s %-10s%s%n"
                          .formatted(name, value, of.set().contains(name) ? " set" : "")));
    }
    return text
        + "set: by a property of the table (./tidelake lake set); all others are as by default";
  }

  static String healthText(List<TableHealth> tables, Instant now) {
    String format = "%-17s %5s %12s %9s %8s %10s %6s %6s %9s %10s %11s  %s%n";
    StringBuilder text =
        new StringBuilder(
            format.formatted(
                "TABLE",
                "SCORE",
                "ROWS",
                "ROWS/CELL",
                "FILES",
                "KIB",
                "SNAPS",
                "MANIF",
                "COMMIT",
                "MAINTAINED",
                "ORPHANS",
                ""));
    for (TableHealth table : tables) {
      Figures figures = table.figures();
      Double rowsPerCell = table.rowsPerCell();
      text.append(
          format.formatted(
              table.table(),
              table.score(),
              figures.rows(),
              rowsPerCell == null ? "-" : String.format(Locale.ROOT, "%.1f", rowsPerCell),
              figures.files(),
              figures.bytes() >> 10,
              figures.snapshots(),
              figures.manifests(),
              ago(table.lastCommit(), now),
              ago(table.lastMaintenance(), now),
              table.orphans() == null
                  ? "-"
                  : table.orphans().left() + ", " + ago(table.orphans().at(), now),
              table.reasons().isEmpty()
                  ? ""
                  : table.reasons().stream()
                          .map(TableHealth.Reason::text)
                          .collect(Collectors.joining("; "))
                      + ": "
                      + table.nextAction()));
    }
    return text
        + "ROWS/CELL: at most, on average; COMMIT: the last one, whoever made it; MAINTAINED: when something was last done; ORPHANS: what is left of them, and when they were looked for";
  }

  private static String ago(@Nullable Instant time, Instant now) {
    if (time == null) {
      return "-";
    }
    Duration ago = Duration.between(time, now);
    if (ago.toMinutes() < 1) {
      return Math.max(0, ago.toSeconds()) + " s";
    }
    if (ago.toHours() < 1) {
      return ago.toMinutes() + " min";
    }
    return ago.toDays() < 2 ? ago.toHours() + " h" : ago.toDays() + " d";
  }
}
