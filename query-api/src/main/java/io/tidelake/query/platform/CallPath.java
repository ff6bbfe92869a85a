package io.tidelake.query.platform;

import jakarta.servlet.http.HttpServletRequest;

/**
 * The path of a request as it is matched with what there is: decoded, without path parameters. Who
 * decides by {@code getRequestURI} leaves it to the client: {@code /%61pi/} leads to {@code /api/}
 * as well.
 */
public final class CallPath {

  private CallPath() {}

  public static String of(HttpServletRequest request) {
    String rest = request.getPathInfo();
    return rest == null ? request.getServletPath() : request.getServletPath() + rest;
  }
}
