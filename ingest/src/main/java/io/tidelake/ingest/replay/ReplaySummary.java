package io.tidelake.ingest.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What became of the records, by reason. Written by one thread, read by any. */
final class ReplaySummary {

  private static final class Counts {
    private long sent;
    private long alreadySent;
    private long tooLarge;
    private long tooOld;
    private long stillRejected;
    private long replayed;
    private long backfilled;
  }

  private static final int MAX_NAMED = 20;

  private final Map<String, Counts> byReason = new TreeMap<>();
  private final List<RejectedRecord> named = new ArrayList<>();

  synchronized void sent(String reason, long records) {
    of(reason).sent += records;
  }

  /** An interrupted run had sent it. */
  synchronized void alreadySent(String reason) {
    of(reason).alreadySent++;
  }

  synchronized void refused(RejectedRecord record, EventSender.Obstacle obstacle) {
    Counts counts = of(record.reason());
    switch (obstacle) {
      case TOO_LARGE -> {
        counts.tooLarge++;
        if (named.size() < MAX_NAMED) {
          named.add(record.with(null, null));
        }
      }
      case TOO_OLD -> counts.tooOld++;
      case STILL_REJECTED -> counts.stillRejected++;
    }
  }

  /** The first {@value #MAX_NAMED} that were too large, without their bytes. */
  synchronized List<RejectedRecord> namedTooLarge() {
    return List.copyOf(named);
  }

  /** What quarantine held that is none of a replay's business. */
  synchronized void passedOver(String reason, long replayed, long backfilled) {
    of(reason).replayed += replayed;
    of(reason).backfilled += backfilled;
  }

  synchronized long sent() {
    return byReason.values().stream().mapToLong(counts -> counts.sent).sum();
  }

  synchronized long alreadySent() {
    return byReason.values().stream()
        .mapToLong(counts -> counts.alreadySent + counts.replayed)
        .sum();
  }

  synchronized long tooLarge() {
    return byReason.values().stream().mapToLong(counts -> counts.tooLarge).sum();
  }

  synchronized long tooOld() {
    return byReason.values().stream().mapToLong(counts -> counts.tooOld).sum();
  }

  synchronized long stillRejected() {
    return byReason.values().stream().mapToLong(counts -> counts.stillRejected).sum();
  }

  /** Records that were looked at. */
  synchronized long seen() {
    return byReason.values().stream()
        .mapToLong(
            counts ->
                counts.sent
                    + counts.alreadySent
                    + counts.tooLarge
                    + counts.tooOld
                    + counts.stillRejected)
        .sum();
  }

  /**
   * A table, a line a reason.
   *
   * @param sentTitle what the column of sent records is called
   */
  synchronized List<String> lines(String sentTitle) {
    String format = "%-20s %13s %16s %15s %10s %8s %11s";
    List<String> lines = new ArrayList<>();
    lines.add(
        format.formatted(
            "reason",
            sentTitle,
            "replayed before",
            "rejected again",
            "too large",
            "too old",
            "backfilled"));
    Counts all = new Counts();
    byReason.forEach(
        (reason, counts) -> {
          lines.add(line(format, reason, counts));
          all.sent += counts.sent;
          all.alreadySent += counts.alreadySent;
          all.tooLarge += counts.tooLarge;
          all.tooOld += counts.tooOld;
          all.stillRejected += counts.stillRejected;
          all.replayed += counts.replayed;
          all.backfilled += counts.backfilled;
        });
    lines.add(line(format, "all", all));
    return lines;
  }

  private static String line(String format, String reason, Counts counts) {
    return format.formatted(
        reason,
        number(counts.sent),
        number(counts.alreadySent + counts.replayed),
        number(counts.stillRejected),
        number(counts.tooLarge),
        number(counts.tooOld),
        number(counts.backfilled));
  }

  private Counts of(String reason) {
    return byReason.computeIfAbsent(reason, any -> new Counts());
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
