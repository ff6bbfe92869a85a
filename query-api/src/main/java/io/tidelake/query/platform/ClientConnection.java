package io.tidelake.query.platform;

import jakarta.servlet.http.HttpServletRequest;

/** The client's end of the connection that a request came by. */
public interface ClientConnection {

  /**
   * Whether the client still listens. May be asked by any thread, but only until the request is
   * answered, and not while its body is read. A client that only shuts its sending side counts as
   * gone, as far as HTTP libraries do so when they give up.
   */
  boolean isOpen();

  /** That of the request; one that never closes where nobody can tell. */
  static ClientConnection of(HttpServletRequest request) {
    return request.getAttribute(ClientConnection.class.getName())
            instanceof ClientConnection connection
        ? connection
        : () -> true;
  }
}
