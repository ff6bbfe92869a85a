package io.tidelake.query.platform;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterProperties;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses query strings that no call needs, and says so: longer ones than any sensible question,
 * and calls that name a parameter twice, of which nobody knows which value is meant. What does not
 * even fit the buffer for headers never gets here: Tomcat refuses it with 400 and closes the
 * connection.
 *
 * <p>Behind the door: what is refused here has a caller, who is charged and named for it.
 */
@Component
@Order(SecurityFilterProperties.DEFAULT_FILTER_ORDER + 1)
class QueryRules extends OncePerRequestFilter {

  static final int MAX_BYTES = 16 * 1024;

  private final Refusals refusals;

  QueryRules(Refusals refusals) {
    this.refusals = refusals;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    ApiException problem = problem(request);
    if (problem == null) {
      chain.doFilter(request, response);
    } else {
      refusals.answer(request, response, problem);
    }
  }

  private static @Nullable ApiException problem(HttpServletRequest request) {
    String query = request.getQueryString();
    if (query == null) {
      return null;
    }
    if (query.length() > MAX_BYTES) {
      return new ApiException(
          ErrorCode.BAD_PARAMETER,
          HttpStatus.URI_TOO_LONG,
          null,
          "query.too-long",
          Integer.toString(query.length()),
          Integer.toString(MAX_BYTES));
    }
    String repeated = CallPath.of(request).startsWith("/api/") ? repeated(query) : null;
    return repeated == null ? null : ParameterException.repeated(repeated);
  }

  /** Null if every parameter has one value. */
  static @Nullable String repeated(String query) {
    Set<String> names = new HashSet<>();
    for (String pair : query.split("&")) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
        if (!names.add(name)) {
          return name;
        }
      }
    }
    return null;
  }

  private static String decoded(String name) {
    try {
      return URLDecoder.decode(name, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException asItIs) {
      return name;
    }
  }
}
