package io.tidelake.stack.reconcile;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.stack.reconcile.Reconciliation.Difference;
import io.tidelake.stack.reconcile.Reconciliation.Partition;
import io.tidelake.stack.reconcile.Reconciliation.Report;
import io.tidelake.stack.reconcile.Reconciliation.Snapshot;
import io.tidelake.stack.reconcile.Reconciliation.Totals;
import io.tidelake.stack.reconcile.Reconciliation.Verdict;
import java.util.Locale;

/** Writes a report as JSON. Names of fields are a promise to scripts: add, never rename. */
final class ReportJson {

  private static final JsonMapper JSON = new JsonMapper();

  private ReportJson() {}

  static String of(Report report) {
    return node(report).toPrettyString();
  }

  private static ObjectNode node(Report report) {
    ObjectNode root = JSON.createObjectNode();
    root.put("clean", report.clean());
    root.put("finishedAt", report.finishedAt().toString());
    root.put("tookMillis", report.took().toMillis());
    root.put("topic", report.topic());
    root.put("liveTopic", report.liveTopic());
    root.put("since", report.since() == null ? null : report.since().toString());
    root.put("until", report.until() == null ? null : report.until().toString());
    root.put("lost", report.lost());
    root.put("duplicated", report.duplicated());
    root.put("behind", report.behind());
    root.put("dropped", report.dropped());
    root.put(
        "droppedBefore", report.droppedBefore() == null ? null : report.droppedBefore().toString());
    root.set("positions", positions(report.positions()));
    root.set("kafkaEnds", positions(report.kafkaEnds()));
    root.set("livePositions", positions(report.livePositions()));
    ArrayNode snapshots = root.putArray("snapshots");
    for (Snapshot each : report.snapshots()) {
      ObjectNode node = snapshots.addObject();
      node.put("table", each.table());
      // As text: more digits than a JavaScript number keeps.
      node.put("snapshot", Long.toString(each.id()));
      node.put("committedAt", each.committedAt().toString());
      node.set("positions", positions(each.positions()));
      node.put("checkpoint", each.checkpoint());
      node.put("job", each.job());
    }
    ArrayNode partitions = root.putArray("partitions");
    for (Partition each : report.partitions()) {
      ObjectNode node = partitions.addObject();
      node.put("partition", each.partition());
      node.put("kafkaStart", each.kafkaStart());
      node.put("kafkaEnd", each.kafkaEnd());
      node.put("from", each.from());
      node.put("to", each.to());
      node.put("records", each.records());
      node.put("rawEvents", each.rawEvents());
      node.put("quarantined", each.quarantined());
      node.put("missing", each.missing());
      node.put("repeated", each.repeated());
      node.put("beyond", each.beyond());
      node.put("dropped", each.dropped());
    }
    Totals totals = report.totals();
    ObjectNode sums = root.putObject("totals");
    sums.put("rawEvents", totals.rawEvents());
    sums.put("rawLate", totals.rawLate());
    sums.put("minuteEvents", totals.minuteEvents());
    sums.put("minuteLate", totals.minuteLate());
    sums.put("backfilled", totals.backfilled());
    sums.put("cells", totals.cells());
    sums.put("dates", totals.dates());
    ArrayNode checks = root.putArray("checks");
    for (Verdict each : report.verdicts()) {
      ObjectNode node = checks.addObject();
      node.put("check", name(each.check()));
      node.put("title", each.check().title());
      node.put("unit", each.check().unit());
      node.put("compared", each.compared());
      node.put("different", each.different());
    }
    ArrayNode differences = root.putArray("differences");
    for (Difference each : report.differences()) {
      ObjectNode node = differences.addObject();
      node.put("check", name(each.check()));
      node.put("what", each.what());
      node.put("expected", each.expected());
      node.put("actual", each.actual());
    }
    return root;
  }

  static String name(Reconciliation.Check check) {
    return check.name().toLowerCase(Locale.ROOT);
  }

  private static ObjectNode positions(TopicPositions positions) {
    ObjectNode node = JSON.createObjectNode();
    positions.offsets().forEach((partition, offset) -> node.put(partition.toString(), offset));
    return node;
  }
}
