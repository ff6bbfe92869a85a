package io.tidelake.query.export;

import io.tidelake.query.platform.ApiException;
import io.tidelake.query.platform.AuditTrail;
import io.tidelake.query.platform.BusinessTime;
import io.tidelake.query.platform.Caller;
import io.tidelake.query.platform.ClientConnection;
import io.tidelake.query.platform.Envelope;
import io.tidelake.query.platform.ErrorCode;
import io.tidelake.query.platform.RequestQuery;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Exports, as clients of the original system ask for them, and NDJSON. Each can be asked for as a
 * job: {@code async=true}, or the header {@code Prefer: respond-async}.
 *
 * <p>An export that fails after its first byte is cut off: the connection is closed in the middle
 * of the body, and what counts the rows is missing.
 */
@RestController
@RequestMapping("/api/export_user_stats")
class ExportController {

  /**
   * A file that was written.
   *
   * @param exportTime business time
   * @param expiresAt business time; after it the link leads nowhere
   * @param snapshot of the table; null if nothing was ever written to it
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record FileAnswer(
      String filename,
      String downloadUrl,
      long recordCount,
      String exportTime,
      String expiresAt,
      long sizeBytes,
      @Nullable String snapshot) {}

  private final Exporter exporter;
  private final ExportJobs jobs;
  private final ExportParameters parameters;
  private final JobAnswers answers;
  private final BusinessTime times;

  ExportController(
      Exporter exporter,
      ExportJobs jobs,
      ExportParameters parameters,
      JobAnswers answers,
      BusinessTime times) {
    this.exporter = exporter;
    this.jobs = jobs;
    this.parameters = parameters;
    this.answers = answers;
    this.times = times;
  }

  /** All windows × cells as CSV, or the events themselves with {@code raw=true}. */
  @GetMapping
  @Nullable ResponseEntity<Envelope<JobAnswers.Answer>> csv(
      HttpServletRequest request, HttpServletResponse response, Locale locale) throws IOException {
    return stream(Format.CSV, request, response, locale);
  }

  /** A workbook with a sheet and a chart for each dimension, and the events if asked for. */
  @GetMapping("/excel")
  @Nullable ResponseEntity<Envelope<JobAnswers.Answer>> excel(
      HttpServletRequest request, HttpServletResponse response, Locale locale) throws IOException {
    return stream(Format.XLSX, request, response, locale);
  }

  /** The same rows as CSV has, an object a line. */
  @GetMapping("/ndjson")
  @Nullable ResponseEntity<Envelope<JobAnswers.Answer>> ndjson(
      HttpServletRequest request, HttpServletResponse response, Locale locale) throws IOException {
    return stream(Format.NDJSON, request, response, locale);
  }

  /** Writes a JSON file and tells where it can be fetched. */
  @GetMapping("/json")
  @Nullable ResponseEntity<?> json(HttpServletRequest request, Locale locale) throws IOException {
    RequestQuery query = ExportParameters.of(Format.JSON, request);
    Caller caller = Caller.current();
    ExportQuestion question = parameters.question(Format.JSON, query, caller, locale);
    if (isHead(request)) {
      return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).build();
    }
    if (wantsJob(query, request)) {
      return accepted(question, caller, locale);
    }
    Exporter.Filed filed;
    try {
      filed = exporter.file(question, caller.name(), ClientConnection.of(request));
    } catch (ClientLeftException e) {
      // Nobody is left to answer.
      AuditTrail.ended(request, ErrorCode.EXPORT_FAILED);
      return null;
    }
    FileStore.Stored file = filed.file();
    Long snapshot = filed.result().snapshots().values().stream().findFirst().orElse(null);
    AuditTrail.note(request, filed.result().rows(), file.bytes(), snapshot);
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_JSON)
        .body(
            Envelope.success(
                new FileAnswer(
                    file.name(),
                    DownloadController.PATH + file.name(),
                    filed.result().rows(),
                    times.format(Instant.now()),
                    times.format(file.expires()),
                    file.bytes(),
                    snapshot == null ? null : snapshot.toString())));
  }

  private @Nullable ResponseEntity<Envelope<JobAnswers.Answer>> stream(
      Format format, HttpServletRequest request, HttpServletResponse response, Locale locale)
      throws IOException {
    RequestQuery query = ExportParameters.of(format, request);
    Caller caller = Caller.current();
    ExportQuestion question = parameters.question(format, query, caller, locale);
    HttpTarget target = new HttpTarget(request, response, format, fileName(question));
    if (isHead(request)) {
      target.headers();
      return null;
    }
    if (wantsJob(query, request)) {
      return accepted(question, caller, locale);
    }
    long rows = 0;
    try {
      rows = exporter.stream(question, target, ClientConnection.of(request)).rows();
    } catch (ApiException e) {
      if (!response.isCommitted()) {
        // The error has a body of its own; what filters have said of the call stays.
        response.resetBuffer();
        for (String header : HttpTarget.HEADERS) {
          response.setHeader(header, null);
        }
      }
      throw e;
    } catch (ClientLeftException e) {
      // Nobody is left to answer.
      AuditTrail.ended(request, ErrorCode.EXPORT_FAILED);
    } finally {
      AuditTrail.note(request, rows, target.bytes(), target.snapshot());
    }
    return null;
  }

  private ResponseEntity<Envelope<JobAnswers.Answer>> accepted(
      ExportQuestion question, Caller caller, Locale locale) {
    ExportJobs.Job job = jobs.submit(question, caller);
    return ResponseEntity.accepted()
        // Whatever the file would be: it is told where the job stands.
        .contentType(MediaType.APPLICATION_JSON)
        .location(URI.create(ExportJobController.PATH + job.id()))
        .body(Envelope.success(answers.of(job, locale)));
  }

  private static String fileName(ExportQuestion question) {
    String given = question.fileName();
    return given != null
        ? given
        : (question.raw() ? "raw_events_export." : "user_stats_export.")
            + question.format().extension();
  }

  /** Which costs nothing and so begins nothing, neither a file nor a job. */
  private static boolean isHead(HttpServletRequest request) {
    return request.getMethod().equals(HttpMethod.HEAD.name());
  }

  private static boolean wantsJob(RequestQuery query, HttpServletRequest request) {
    return ExportParameters.flag("async", query, false)
        || HttpTarget.accepts(request.getHeader("Prefer"), "respond-async");
  }
}
