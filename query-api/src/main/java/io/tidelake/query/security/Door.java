package io.tidelake.query.security;

import io.tidelake.query.platform.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * A part of the service and the least role that gets in.
 *
 * @param needed null: everybody gets in
 */
record Door(RequestMatcher requests, @Nullable Role needed) {

  /** The first that fits decides. */
  static final List<Door> ALL =
      List.of(
          of("/healthz", null),
          // The page itself holds no figures; it asks for a token when it needs one.
          of("/", null),
          of("/index.html", null),
          of("/assets/**", null),
          of("/favicon.ico", null),
          of("/api/admin/**", Role.ADMIN),
          of("/api/export_user_stats/**", Role.ANALYST),
          of("/api/exports/**", Role.ANALYST),
          of("/downloads/**", Role.ANALYST),
          // Records as they came, like an export of events.
          of("/api/lake/quarantine", Role.ANALYST),
          of("/**", Role.VIEWER));

  private static Door of(String pattern, @Nullable Role needed) {
    return new Door(PathPatternRequestMatcher.withDefaults().matcher(pattern), needed);
  }
}
