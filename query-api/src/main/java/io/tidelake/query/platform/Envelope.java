package io.tidelake.query.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The body of every answer of the REST API.
 *
 * @param code one of {@link ErrorCode}
 * @param msg {@code success}, or what went wrong in the language of the request
 * @param data the answer; null in errors
 * @param pagination only where the call pages
 * @param timestamp when it was answered, epoch milliseconds
 * @param requestId only in errors: by which the call is found in the log
 */
public record Envelope<T>(
    int code,
    String msg,
    @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable T data,
    @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("pagination")
        @Nullable Pagination pagination,
    long timestamp,
    @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("request_id")
        @Nullable String requestId) {

  /**
   * A page of a longer list.
   *
   * @param total counts all of the list
   * @param nextCursor what to ask for the next page with, out of the same state of the list; absent
   *     after the last one
   */
  public record Pagination(
      long limit,
      long offset,
      long total,
      @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("next_cursor")
          @Nullable String nextCursor) {

    /** A page without a cursor. */
    public Pagination(long limit, long offset, long total) {
      this(limit, offset, total, null);
    }
  }

  public static <T> Envelope<T> success(T data) {
    return new Envelope<>(
        ErrorCode.SUCCESS.code(), "success", data, null, System.currentTimeMillis(), null);
  }

  public static <T> Envelope<T> success(T data, Pagination pagination) {
    return new Envelope<>(
        ErrorCode.SUCCESS.code(), "success", data, pagination, System.currentTimeMillis(), null);
  }

  static Envelope<Void> failure(ErrorCode code, String message, @Nullable String requestId) {
    return new Envelope<>(code.code(), message, null, null, System.currentTimeMillis(), requestId);
  }
}
