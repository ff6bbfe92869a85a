package io.tidelake.query.platform;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** How much a caller may ask for. The limits feature offers it as a bean. */
public interface CallBudget {

  /**
   * Takes the call off the caller's budget and says in headers what is left.
   *
   * @return false if nothing was left: the request has then been answered with 429
   */
  boolean spend(HttpServletRequest request, HttpServletResponse response, Caller caller);
}
