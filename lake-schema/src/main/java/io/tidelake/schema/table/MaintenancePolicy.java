package io.tidelake.schema.table;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * How a table is kept in shape. The defaults stand here; a table property {@code
 * tidelake.maintenance.NAME} overrides one for that table alone.
 *
 * @param retentionDays rows whose {@code dt} is older are dropped ({@code retention-days}); 0: none
 *     are. Rollups have none of their own: they lose what their source loses
 * @param snapshotMaxAge snapshots older than this are expired ({@code snapshot-max-age}): for so
 *     long a reader may take, and time travel reaches back
 * @param snapshotMinCount so many are kept whatever their age ({@code snapshot-min-count})
 * @param snapshotMaxCount more are not kept even if they are younger, down to {@link
 *     #READER_MINIMUM} ({@code snapshot-max-count}): each makes every commit write more
 * @param targetFileBytes size of compacted files ({@code target-file-bytes})
 * @param minInputFiles how many small files of a date that is still written make compaction
 *     worthwhile ({@code min-input-files})
 * @param maxSmallManifests so many small manifests are left alone ({@code max-small-manifests})
 * @param orphanAge files that no snapshot refers to are deleted when they are older than this
 *     ({@code orphan-age}): longer than the longest checkpoint and outage, since files of the
 *     stream wait that long to be committed, counted from its newest commit on; at least {@link
 *     #MIN_ORPHAN_AGE}
 */
public record MaintenancePolicy(
    int retentionDays,
    Duration snapshotMaxAge,
    int snapshotMinCount,
    int snapshotMaxCount,
    long targetFileBytes,
    int minInputFiles,
    int maxSmallManifests,
    Duration orphanAge) {

  /** What the names of the properties begin with. */
  public static final String PREFIX = "tidelake.maintenance.";

  /** The names of the properties, without that. */
  public static final List<String> NAMES =
      List.of(
          "retention-days",
          "snapshot-max-age",
          "snapshot-min-count",
          "snapshot-max-count",
          "target-file-bytes",
          "min-input-files",
          "max-small-manifests",
          "orphan-age");

  /** For so long every snapshot is kept unless {@code snapshot-max-age} is shorter. */
  public static final Duration READER_MINIMUM = Duration.ofMinutes(10);

  /** Less would take files that the stream has written and not committed yet. */
  public static final Duration MIN_ORPHAN_AGE = Duration.ofDays(3);

  private static final long MIB = 1 << 20;

  /** Of a table of events. */
  static final MaintenancePolicy OF_EVENTS =
      new MaintenancePolicy(90, Duration.ofHours(1), 1, 2_000, 128 * MIB, 8, 5, Duration.ofDays(3));

  /** Of a rollup: written seldom, read often. */
  static final MaintenancePolicy OF_ROLLUP =
      new MaintenancePolicy(0, Duration.ofHours(1), 1, 500, 128 * MIB, 8, 5, Duration.ofDays(3));

  public MaintenancePolicy {
    require(retentionDays >= 0, "retention-days", retentionDays, "0 or more");
    require(!snapshotMaxAge.isNegative(), "snapshot-max-age", snapshotMaxAge, "PT0S or more");
    require(snapshotMinCount >= 1, "snapshot-min-count", snapshotMinCount, "1 or more");
    require(
        snapshotMaxCount >= snapshotMinCount,
        "snapshot-max-count",
        snapshotMaxCount,
        "at least snapshot-min-count, " + snapshotMinCount);
    require(targetFileBytes >= MIB, "target-file-bytes", targetFileBytes, MIB + " or more");
    require(minInputFiles >= 2, "min-input-files", minInputFiles, "2 or more");
    require(maxSmallManifests >= 2, "max-small-manifests", maxSmallManifests, "2 or more");
    require(
        orphanAge.compareTo(MIN_ORPHAN_AGE) >= 0,
        "orphan-age",
        orphanAge,
        MIN_ORPHAN_AGE + " or more");
  }

  /**
   * The policy with what the table's properties override.
   *
   * @throws IllegalArgumentException if one has no such value; names property, value and fix
   */
  public MaintenancePolicy with(Map<String, String> properties) {
    return new MaintenancePolicy(
        number(properties, "retention-days", retentionDays, Integer::valueOf),
        duration(properties, "snapshot-max-age", snapshotMaxAge),
        number(properties, "snapshot-min-count", snapshotMinCount, Integer::valueOf),
        number(properties, "snapshot-max-count", snapshotMaxCount, Integer::valueOf),
        number(properties, "target-file-bytes", targetFileBytes, Long::valueOf),
        number(properties, "min-input-files", minInputFiles, Integer::valueOf),
        number(properties, "max-small-manifests", maxSmallManifests, Integer::valueOf),
        duration(properties, "orphan-age", orphanAge));
  }

  /** By the names of {@link #NAMES}, in their order, as {@link #with} reads them. */
  public Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("retention-days", Integer.toString(retentionDays));
    values.put("snapshot-max-age", text(snapshotMaxAge));
    values.put("snapshot-min-count", Integer.toString(snapshotMinCount));
    values.put("snapshot-max-count", Integer.toString(snapshotMaxCount));
    values.put("target-file-bytes", Long.toString(targetFileBytes));
    values.put("min-input-files", Integer.toString(minInputFiles));
    values.put("max-small-manifests", Integer.toString(maxSmallManifests));
    values.put("orphan-age", text(orphanAge));
    return values;
  }

  private static String text(Duration duration) {
    boolean wholeDays = !duration.isZero() && duration.equals(Duration.ofDays(duration.toDays()));
    return wholeDays ? "P" + duration.toDays() + "D" : duration.toString();
  }

  private static <T> T number(
      Map<String, String> properties, String name, T inherited, Function<String, T> parser) {
    String text = properties.get(PREFIX + name);
    try {
      return text == null ? inherited : parser.apply(text.strip());
    } catch (NumberFormatException e) {
      throw wrong(name, text, "a whole number such as " + inherited);
    }
  }

  private static Duration duration(
      Map<String, String> properties, String name, Duration inherited) {
    String text = properties.get(PREFIX + name);
    try {
      return text == null ? inherited : Duration.parse(text.strip());
    } catch (DateTimeParseException e) {
      throw wrong(name, text, "an ISO-8601 duration such as " + inherited);
    }
  }

  private static void require(boolean condition, String name, Object value, String wanted) {
    if (!condition) {
      throw wrong(name, value, wanted);
    }
  }

  private static IllegalArgumentException wrong(String name, Object value, String wanted) {
    return new IllegalArgumentException(
        "table property %s%s is %s: give %s".formatted(PREFIX, name, value, wanted));
  }
}
