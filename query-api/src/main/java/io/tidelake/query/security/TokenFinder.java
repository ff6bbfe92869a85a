package io.tidelake.query.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;

/**
 * Finds the token of a request: in {@code Authorization}, with or without the word {@code Bearer}
 * (clients of the original send it bare).
 *
 * <p>A browser can set no header on a WebSocket. So live connections may also carry it as a
 * subprotocol, {@code new WebSocket(url, ['tidelake', 'bearer.' + token])}, or, where a client
 * library offers no better, as {@code access_token} in the query string. Nowhere else: addresses
 * end up in histories and logs.
 */
final class TokenFinder implements BearerTokenResolver {

  static final String SUBPROTOCOL_PREFIX = "bearer.";

  private static final String PARAMETER = "access_token=";
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]{1,8192}");
  private static final String SCHEME = "Bearer ";

  @Override
  public @Nullable String resolve(HttpServletRequest request) {
    List<String> found = new ArrayList<>();
    for (String header : Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION))) {
      boolean scheme = header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
      found.add((scheme ? header.substring(SCHEME.length()) : header).strip());
    }
    if (isLive(request.getRequestURI())) {
      addOfLive(request, found);
    }
    if (found.isEmpty()) {
      return null;
    }
    if (found.size() > 1 || !TOKEN.matcher(found.getFirst()).matches()) {
      throw new InvalidBearerTokenException("one token is needed");
    }
    return found.getFirst();
  }

  private static void addOfLive(HttpServletRequest request, List<String> found) {
    for (String header : Collections.list(request.getHeaders("Sec-WebSocket-Protocol"))) {
      for (String protocol : header.split(",")) {
        if (protocol.strip().startsWith(SUBPROTOCOL_PREFIX)) {
          found.add(protocol.strip().substring(SUBPROTOCOL_PREFIX.length()));
        }
      }
    }
    String query = request.getQueryString();
    for (String pair : query == null ? new String[0] : query.split("&")) {
      if (pair.startsWith(PARAMETER)) {
        found.add(pair.substring(PARAMETER.length()));
      }
    }
  }

  private static boolean isLive(String path) {
    return path.equals("/ws/live") || path.startsWith("/socket.io/");
  }
}
