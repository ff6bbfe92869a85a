package io.tidelake.query.platform;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses query strings that no call needs, and says so. What does not even fit the buffer for
 * headers never gets here: Tomcat refuses it with 400 and no body, and closes the connection.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 40)
class QueryLength extends OncePerRequestFilter {

  static final int MAX_BYTES = 16 * 1024;

  private final Refusals refusals;

  QueryLength(Refusals refusals) {
    this.refusals = refusals;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String query = request.getQueryString();
    if (query != null && query.length() > MAX_BYTES) {
      refusals.answer(
          request,
          response,
          new ApiException(
              ErrorCode.BAD_PARAMETER,
              HttpStatus.URI_TOO_LONG,
              null,
              "query.too-long",
              Integer.toString(query.length()),
              Integer.toString(MAX_BYTES)));
      return;
    }
    chain.doFilter(request, response);
  }
}
