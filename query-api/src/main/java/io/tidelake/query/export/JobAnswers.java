package io.tidelake.query.export;

import io.tidelake.query.platform.ApiException;
import io.tidelake.query.platform.BusinessTime;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/** Tells how far a job is. */
@Component
class JobAnswers {

  /**
   * A job.
   *
   * @param state {@code queued}, {@code running}, {@code done}, {@code failed} or {@code cancelled}
   * @param rows written so far
   * @param progress from 0 to 1; null if it is not known, as for a workbook without events
   * @param filename and what follows: null until the job is done
   * @param exportTime business time
   * @param expiresAt business time; after it the link leads nowhere
   * @param error null unless the job failed
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Answer(
      String jobId,
      String state,
      String format,
      String statusUrl,
      long rows,
      @Nullable Double progress,
      @Nullable String filename,
      @Nullable String downloadUrl,
      @Nullable Long recordCount,
      @Nullable Long sizeBytes,
      @Nullable String exportTime,
      @Nullable String expiresAt,
      @Nullable Problem error) {}

  /** Why a job failed, as an envelope would say it. */
  record Problem(int code, String msg) {}

  private final MessageSource messages;
  private final BusinessTime times;

  JobAnswers(MessageSource messages, BusinessTime times) {
    this.messages = messages;
    this.times = times;
  }

  Answer of(ExportJobs.Job job, Locale locale) {
    Exporter.Filed filed = job.filed();
    FileStore.Stored file = filed == null ? null : filed.file();
    double progress = job.progress();
    Instant ended = job.endedAt();
    return new Answer(
        job.id(),
        job.state().name().toLowerCase(Locale.ROOT),
        job.format().extension(),
        ExportJobController.PATH + job.id(),
        filed == null ? job.rows() : filed.result().rows(),
        progress < 0 ? null : Math.floor(progress * 1000) / 1000,
        file == null ? null : file.name(),
        file == null ? null : DownloadController.PATH + file.name(),
        filed == null ? null : filed.result().rows(),
        file == null ? null : file.bytes(),
        file == null || ended == null ? null : times.format(ended),
        file == null ? null : times.format(file.expires()),
        problem(job.failure(), locale));
  }

  private @Nullable Problem problem(@Nullable ApiException failure, Locale locale) {
    return failure == null
        ? null
        : new Problem(
            failure.code().code(),
            messages.getMessage(failure.messageKey(), failure.arguments(), locale));
  }
}
