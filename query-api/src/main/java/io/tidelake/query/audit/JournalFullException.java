package io.tidelake.query.audit;

import java.io.IOException;

/** A record finds no place: the lake has not taken any for so long that the journal is full. */
final class JournalFullException extends IOException {

  private static final long serialVersionUID = 1L;

  JournalFullException(long maxBytes) {
    super("the journal holds the " + maxBytes + " bytes that it may");
  }
}
