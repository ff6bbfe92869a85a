package io.tidelake.stack.reconcile;

import io.tidelake.schema.live.LiveDimension;
import io.tidelake.schema.live.LiveMessage;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What retention has taken out of the tables, by what they say of it. Rows of dropped dates that
 * came later may be there.
 *
 * @param rawBefore dates of {@code raw_events} before this one were dropped; null: none were
 * @param rawRecords how many of its rows that came by Kafka
 * @param minutesBefore the same of {@code behavior_1m}
 * @param quarantineBefore the same of {@code quarantine}, whose dates are those of the records
 * @param quarantineRecords the same of {@code quarantine}
 */
record Dropped(
    @Nullable LocalDate rawBefore,
    long rawRecords,
    @Nullable LocalDate minutesBefore,
    @Nullable LocalDate quarantineBefore,
    long quarantineRecords) {

  static final Dropped NOTHING = new Dropped(null, 0, null, null, 0);

  /** Rows of both tables that name their record. */
  long records() {
    return rawRecords + quarantineRecords;
  }

  /** Whether that is why an event of the date is not in {@code raw_events}. */
  boolean event(LocalDate date) {
    return isBefore(date, rawBefore);
  }

  /** Whether that is why a rejected record of the date is not in {@code quarantine}. */
  boolean rejected(LocalDate date) {
    return isBefore(date, quarantineBefore);
  }

  /** The first date of which both tables have all; null if that is every date. */
  @Nullable LocalDate firstWholeDate() {
    if (rawBefore == null || minutesBefore == null) {
      return rawBefore == null ? minutesBefore : rawBefore;
    }
    return rawBefore.isAfter(minutesBefore) ? rawBefore : minutesBefore;
  }

  /** How much more than the lake has live may have counted. */
  long atMost(LiveCounts.Cell cell) {
    if (cell.dimension() == LiveDimension.REJECTED) {
      return quarantineRecords;
    }
    return cell.scope().equals(LiveMessage.SCOPE_ALL) || event(LocalDate.parse(cell.scope()))
        ? rawRecords
        : 0;
  }

  private static boolean isBefore(LocalDate date, @Nullable LocalDate first) {
    return first != null && date.isBefore(first);
  }
}
