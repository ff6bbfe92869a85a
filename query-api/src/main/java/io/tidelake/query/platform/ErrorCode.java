package io.tidelake.query.platform;

/**
 * The codes of the envelope, as clients of the original system know them. The HTTP status of an
 * answer is chosen apart and always truthful.
 */
public enum ErrorCode {
  SUCCESS(0),
  /** Any error without a code of its own, such as an unknown path. */
  GENERAL(1),
  BAD_PARAMETER(1001),
  /** Trino can't be reached. */
  DATABASE_UNREACHABLE(1002),
  QUERY_TIMEOUT(1003),
  EXPORT_FAILED(1004),
  WEBSOCKET_REFUSED(1005),
  /** The body or its content type is not what the call takes, or can't be given as asked. */
  BAD_FORMAT(1006),
  FORBIDDEN(1007),
  /** Something behind the service does not work. */
  UNAVAILABLE(1008);

  private final int code;

  ErrorCode(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
