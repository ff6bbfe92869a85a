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
  /** Something behind the service does not work, or the caller asks for too much. */
  UNAVAILABLE(1008);

  private final int code;

  ErrorCode(int code) {
    this.code = code;
  }

  /** The code of an answer that has none of its own but its HTTP status. */
  public static ErrorCode ofStatus(int status) {
    return switch (status) {
      case 400, 414 -> BAD_PARAMETER;
      case 401, 403 -> FORBIDDEN;
      case 406, 411, 413, 415 -> BAD_FORMAT;
      case 429, 503 -> UNAVAILABLE;
      default -> status < 400 ? SUCCESS : GENERAL;
    };
  }

  public int code() {
    return code;
  }
}
