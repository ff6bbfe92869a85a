package io.tidelake.query.export;

import io.tidelake.query.platform.Caller;
import io.tidelake.query.platform.Envelope;
import io.tidelake.query.platform.RequestQuery;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Export jobs: how far they are, and no further. A job is known to who asked for it. */
@RestController
class ExportJobController {

  static final String PATH = "/api/exports/";

  private final ExportJobs jobs;
  private final JobAnswers answers;

  ExportJobController(ExportJobs jobs, JobAnswers answers) {
    this.jobs = jobs;
    this.answers = answers;
  }

  @GetMapping(PATH + "{id}")
  Envelope<JobAnswers.Answer> state(
      @PathVariable String id, HttpServletRequest request, Locale locale) {
    RequestQuery.of(request, List.of());
    return Envelope.success(answers.of(find(id), locale));
  }

  /** Ends a job that runs; deletes the file of one that has ended. */
  @DeleteMapping(PATH + "{id}")
  Envelope<JobAnswers.Answer> cancel(
      @PathVariable String id, HttpServletRequest request, Locale locale) {
    RequestQuery.of(request, List.of());
    ExportJobs.Job job = find(id);
    jobs.cancel(job);
    return Envelope.success(answers.of(job, locale));
  }

  private ExportJobs.Job find(String id) {
    return jobs.find(id, Caller.current());
  }
}
