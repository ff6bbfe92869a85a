package io.tidelake.query.history;

import io.tidelake.query.platform.ApiException;
import io.tidelake.query.platform.ErrorCode;
import org.springframework.http.HttpStatus;

/** A cursor that leads nowhere. */
final class CursorException extends ApiException {

  private static final long serialVersionUID = 1L;

  private CursorException(HttpStatus status, String messageKey) {
    super(ErrorCode.BAD_PARAMETER, status, null, messageKey);
  }

  /** It was not given by this list. */
  static CursorException invalid() {
    return new CursorException(HttpStatus.BAD_REQUEST, "cursor.invalid");
  }

  /** Its snapshot is gone: the client must begin again. */
  static CursorException expired() {
    return new CursorException(HttpStatus.GONE, "cursor.expired");
  }
}
