package io.tidelake.query.export;

import io.tidelake.query.platform.ApiException;
import io.tidelake.query.platform.BusinessTime;
import io.tidelake.query.platform.ClientConnection;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import org.springframework.stereotype.Component;

/** Runs exports and counts how they end. */
@Component
class Exporter {

  /** A file has no client that waits for its first byte. */
  private static final Duration NO_HURRY = Duration.ofDays(1);

  private final RowSources sources;
  private final BusinessTime times;
  private final ExportSlots slots;
  private final FileStore files;
  private final ExportMeters meters;
  private final ExportProperties properties;

  Exporter(
      RowSources sources,
      BusinessTime times,
      ExportSlots slots,
      FileStore files,
      ExportMeters meters,
      ExportProperties properties) {
    this.sources = sources;
    this.times = times;
    this.slots = slots;
    this.files = files;
    this.meters = meters;
    this.properties = properties;
  }

  /** An export that has not begun. */
  ExportRun prepare(ExportQuestion question, boolean counted) {
    return new ExportRun(question, sources, times, counted);
  }

  /**
   * Sends an export to a client that waits for it; ends it if the client leaves.
   *
   * @throws ApiException if it fails, or has no turn in time
   * @throws IOException if the client left
   */
  ExportResult stream(ExportQuestion question, HttpTarget target, ClientConnection client)
      throws IOException {
    try (ExportSlots.Slot slot = slots.take()) {
      ExportRun run = prepare(question, false);
      return watched(
          run, client, () -> counted(question.format(), run, target, properties.beginAfter()));
    }
  }

  /** What a file came to. */
  record Filed(ExportResult result, FileStore.Stored file) {}

  /**
   * Writes a file while the caller waits; ends it if the client leaves.
   *
   * @throws ApiException if it fails, or has no turn in time
   * @throws ClientLeftException if the client left; there is no file then
   */
  Filed file(ExportQuestion question, String owner, ClientConnection client) throws IOException {
    try (ExportSlots.Slot slot = slots.take()) {
      ExportRun run = prepare(question, false);
      return watched(run, client, () -> file(question, run, owner));
    }
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  private static <T> T watched(ExportRun run, ClientConnection client, Work<T> work)
      throws IOException {
    try (ClientWatch watch = new ClientWatch(client, run::leave)) {
      try {
        return work.run();
      } catch (CancellationException e) {
        if (run.left()) {
          throw new ClientLeftException(e);
        }
        throw e;
      }
    }
  }

  /**
   * Writes a file; the caller has a slot.
   *
   * @throws ApiException if it fails
   * @throws CancellationException if it was cancelled
   */
  Filed file(ExportQuestion question, ExportRun run, String owner) {
    String today = times.date(Instant.now()).toString().replace("-", "");
    String stem = question.raw() ? "raw_events" : "user_stats";
    try (FileStore.Draft draft = files.begin(stem, today, question.format())) {
      FileTarget target = new FileTarget(draft, owner, question.fileName());
      ExportResult result = counted(question.format(), run, target, NO_HURRY);
      return new Filed(result, target.stored());
    } catch (IOException e) {
      throw FileStore.failed(e);
    }
  }

  private ExportResult counted(
      Format format, ExportRun run, ExportTarget target, Duration beginAfter) throws IOException {
    ExportMeters.Outcome outcome = ExportMeters.Outcome.FAILED;
    try {
      ExportResult result = run.to(target, beginAfter);
      outcome = ExportMeters.Outcome.DONE;
      return result;
    } catch (ClientLeftException e) {
      outcome = ExportMeters.Outcome.LEFT;
      throw e;
    } catch (CancellationException e) {
      outcome = run.left() ? ExportMeters.Outcome.LEFT : ExportMeters.Outcome.CANCELLED;
      throw e;
    } finally {
      meters.ended(format, outcome, run.rows());
    }
  }
}
