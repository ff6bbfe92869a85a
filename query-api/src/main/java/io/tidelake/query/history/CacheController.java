package io.tidelake.query.history;

import io.tidelake.query.platform.Envelope;
import io.tidelake.query.platform.RequestQuery;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What administrators may have done to the answers that are kept. */
@RestController
@RequestMapping(path = "/api/admin/cache", produces = MediaType.APPLICATION_JSON_VALUE)
class CacheController {

  /**
   * @param answers that were forgotten
   */
  record Cleared(long answers) {}

  private final Answers answers;

  CacheController(Answers answers) {
    this.answers = answers;
  }

  /**
   * Forgets every answer. None is ever stale, so this changes no figure: it makes room, and shows
   * what a first question costs.
   */
  @PostMapping("/clear")
  Envelope<Cleared> clear(HttpServletRequest request) {
    RequestQuery.of(request, List.of());
    return Envelope.success(new Cleared(answers.forget()));
  }
}
