package io.tidelake.query.trino;

import io.tidelake.query.platform.ApiException;
import io.tidelake.query.platform.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Why Trino gave no answer. The numbers are those of Trino's {@code StandardErrorCode}. */
final class TrinoFailure extends Exception {

  private static final long serialVersionUID = 1L;

  private static final int USER_CANCELED = 3;
  private static final int CATALOG_NOT_FOUND = 44;
  private static final int SCHEMA_NOT_FOUND = 45;
  private static final int TABLE_NOT_FOUND = 46;
  private static final int GENERIC_INTERNAL_ERROR = 0x1_0000;
  private static final int EXCEEDED_TIME_LIMIT = 0x2_0003;

  private enum Kind {
    TABLE_MISSING,
    UNREACHABLE,
    BUSY,
    QUEUED_TOO_LONG,
    FAILING,
    TIMEOUT,
    FAULT
  }

  private final Kind kind;

  private TrinoFailure(Kind kind, @Nullable Throwable cause) {
    super(kind.name(), cause);
    this.kind = kind;
  }

  static TrinoFailure timeout() {
    return new TrinoFailure(Kind.TIMEOUT, null);
  }

  /** Too many wait already. */
  static TrinoFailure busy() {
    return new TrinoFailure(Kind.BUSY, null);
  }

  /** Its turn has not come in time. */
  static TrinoFailure queuedTooLong() {
    return new TrinoFailure(Kind.QUEUED_TOO_LONG, null);
  }

  static TrinoFailure unreachable(Throwable cause) {
    return new TrinoFailure(Kind.UNREACHABLE, cause);
  }

  /** Reads the cause chain of what the driver threw. */
  static TrinoFailure of(Throwable problem) {
    Kind kind = Kind.FAULT;
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException || cause instanceof UncheckedIOException) {
        return new TrinoFailure(Kind.UNREACHABLE, problem);
      }
      if (cause instanceof SQLTransientConnectionException) {
        kind = Kind.BUSY;
      } else if (kind == Kind.FAULT && cause instanceof SQLException answer) {
        kind = ofAnswer(answer.getErrorCode());
      }
    }
    return new TrinoFailure(kind, problem);
  }

  private static Kind ofAnswer(int errorCode) {
    return switch (errorCode) {
      case SCHEMA_NOT_FOUND, TABLE_NOT_FOUND -> Kind.TABLE_MISSING;
      case EXCEEDED_TIME_LIMIT, USER_CANCELED -> Kind.TIMEOUT;
      case CATALOG_NOT_FOUND -> Kind.FAILING;
      // Above stand no workers, lost tasks, too little memory, and what the connector can't reach.
      default -> errorCode > GENERIC_INTERNAL_ERROR ? Kind.FAILING : Kind.FAULT;
    };
  }

  /** The lake has no such table yet: nothing has been written. */
  boolean tableMissing() {
    return kind == Kind.TABLE_MISSING;
  }

  /**
   * A reader may ask once more: Trino said no at once, for a reason that passes. Not if it said
   * nothing; who asked has waited long enough then.
   */
  boolean mayPass() {
    return kind == Kind.FAILING
        || (kind == Kind.UNREACHABLE && !(getCause() instanceof TimeoutException));
  }

  ApiException toApiException(Duration queryTimeout, Duration queueTimeout) {
    return switch (kind) {
      case UNREACHABLE ->
          new ApiException(
              ErrorCode.DATABASE_UNREACHABLE,
              HttpStatus.SERVICE_UNAVAILABLE,
              this,
              "database.unreachable");
      case BUSY ->
          new ApiException(
              ErrorCode.UNAVAILABLE, HttpStatus.SERVICE_UNAVAILABLE, this, "database.busy");
      case QUEUED_TOO_LONG ->
          new ApiException(
              ErrorCode.QUERY_TIMEOUT,
              HttpStatus.SERVICE_UNAVAILABLE,
              this,
              "query.queue-timeout",
              Long.toString(queueTimeout.toSeconds()));
      case FAILING ->
          new ApiException(
              ErrorCode.UNAVAILABLE, HttpStatus.SERVICE_UNAVAILABLE, this, "database.failing");
      case TIMEOUT ->
          new ApiException(
              ErrorCode.QUERY_TIMEOUT,
              HttpStatus.GATEWAY_TIMEOUT,
              this,
              "query.timeout",
              Long.toString(queryTimeout.toSeconds()));
      case TABLE_MISSING, FAULT ->
          new ApiException(ErrorCode.GENERAL, HttpStatus.INTERNAL_SERVER_ERROR, this, "status.500");
    };
  }
}
