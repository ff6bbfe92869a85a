package io.tidelake.query.platform;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives every request an id that stands in the answer's header, in the body of an error, in the log
 * and in the audit log, so that one can be found by the other. A caller's own {@code X-Request-Id}
 * is kept if it is harmless; anything else is replaced, since it is written to the log.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
public class RequestIds extends OncePerRequestFilter {

  public static final String HEADER = "X-Request-Id";

  private static final String ATTRIBUTE = RequestIds.class.getName();
  private static final String IN_LOG = "request_id";
  private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

  /** Null only outside of a request. */
  public static @Nullable String of(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof String id ? id : null;
  }

  static String accepted(@Nullable String wanted) {
    return wanted != null && HARMLESS.matcher(wanted).matches()
        ? wanted
        : UUID.randomUUID().toString();
  }

  @Override
  protected boolean shouldNotFilterAsyncDispatch() {
    return false;
  }

  @Override
  protected boolean shouldNotFilterErrorDispatch() {
    return false;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String id = of(request);
    if (id == null) {
      id = accepted(request.getHeader(HEADER));
      request.setAttribute(ATTRIBUTE, id);
    }
    response.setHeader(HEADER, id);
    try (var _ = MDC.putCloseable(IN_LOG, id)) {
      chain.doFilter(request, response);
    }
  }
}
