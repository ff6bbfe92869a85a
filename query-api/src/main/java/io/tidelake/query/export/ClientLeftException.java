package io.tidelake.query.export;

import java.io.IOException;

/** The client closed the connection, or reads no more. */
final class ClientLeftException extends IOException {

  private static final long serialVersionUID = 1L;

  ClientLeftException(Exception cause) {
    super("the client left", cause);
  }
}
