package io.tidelake.streaming.maintenance;

import io.tidelake.schema.table.LakeTable;
import io.tidelake.streaming.maintenance.upkeep.OrphanSearch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a run did, on its way into the {@link Journal}. What cannot be written now is written with
 * the next operation, or at the end; what may have been written and was not answered is looked up
 * first, so that no operation stands there twice; unless the unanswered commit takes effect as late
 * as after that look.
 */
final class RunLog {

  private static final Logger LOG = LoggerFactory.getLogger(RunLog.class);

  private static final int TRIES = 4;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Supplier<Journal> journal;

  private final List<RunLine> pending = new ArrayList<>();
  private final Map<String, OrphanSearch> searches = new HashMap<>();
  private String run = "";
  private @Nullable Unanswered unanswered;
  private @Nullable String failure;

  /**
   * A commit that nothing was heard of.
   *
   * @param lines so many of the pending ones, from the first on, are in it
   */
  private record Unanswered(String commit, int lines) {}

  /**
   * @param journal as it is now
   */
  RunLog(Supplier<Journal> journal) {
    this.journal = journal;
  }

  /** Begins another run; what the one before could not write is gone. */
  void begin() {
    run = UUID.randomUUID().toString();
    pending.clear();
    searches.clear();
    unanswered = null;
    failure = null;
  }

  void add(RunLine line) {
    pending.add(line);
    try {
      write();
    } catch (IOException | RuntimeException e) {
      LOG.warn("The operation could not be written to maintenance_runs yet: {}", line, e);
    }
  }

  /** Written with the next operation, or at the end. */
  void searched(LakeTable table, OrphanSearch search) {
    searches.put(table.name(), search);
  }

  /** Writes what is left; tries for some seconds. */
  void flush() {
    for (int attempt = 1; !(pending.isEmpty() && searches.isEmpty()); attempt++) {
      try {
        write();
      } catch (IOException | RuntimeException e) {
        if (attempt == TRIES) {
          LOG.warn("The run could not be written to maintenance_runs: {}", pending, e);
          failure = Maintenance.rootMessage(e);
          return;
        }
        if (!paused()) {
          failure = "interrupted";
          return;
        }
      }
    }
  }

  private static boolean paused() {
    try {
      Thread.sleep(PAUSE.toMillis());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Why not all of the run could be written; empty: it was. */
  Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  private void write() throws IOException {
    Journal now = journal.get();
    if (unanswered != null && now.has(unanswered.commit())) {
      pending.subList(0, unanswered.lines()).clear();
    }
    Unanswered commit = new Unanswered(UUID.randomUUID().toString(), pending.size());
    unanswered = commit;
    now.write(commit.commit(), run, pending, searches);
    unanswered = null;
    pending.clear();
    searches.clear();
  }
}
