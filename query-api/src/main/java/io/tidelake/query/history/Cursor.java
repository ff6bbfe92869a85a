package io.tidelake.query.history;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Where a list goes on, and of which state of the table, so that its pages repeat nothing and skip
 * nothing whatever is written meanwhile. Opaque to clients. The check sum tells what they made up
 * or cut short; it keeps no secret, since a cursor opens nothing that is not open anyway.
 *
 * @param scope what the list is of: a cursor of one list is none of another
 */
record Cursor(long snapshot, long offset, String scope) {

  private static final byte VERSION = 1;
  private static final int CHECK_BYTES = 12;

  String text() {
    byte[] body =
        ByteBuffer.allocate(1 + 2 * Long.BYTES)
            .put(VERSION)
            .putLong(snapshot)
            .putLong(offset)
            .array();
    byte[] text = Arrays.copyOf(body, body.length + CHECK_BYTES);
    System.arraycopy(check(body, scope), 0, text, body.length, CHECK_BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
  }

  /** Empty if the text is no cursor of this list. */
  static Optional<Cursor> of(String text, String scope) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      ByteBuffer body = ByteBuffer.wrap(bytes, 0, Math.max(0, bytes.length - CHECK_BYTES));
      if (body.get() != VERSION) {
        return Optional.empty();
      }
      Cursor cursor = new Cursor(body.getLong(), body.getLong(), scope);
      return cursor.offset() >= 0 && cursor.text().equals(text)
          ? Optional.of(cursor)
          : Optional.empty();
    } catch (IllegalArgumentException | BufferUnderflowException noCursor) {
      return Optional.empty();
    }
  }

  private static byte[] check(byte[] body, String scope) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update("tidelake cursor\n".getBytes(StandardCharsets.UTF_8));
      digest.update(scope.getBytes(StandardCharsets.UTF_8));
      return Arrays.copyOf(digest.digest(body), CHECK_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
