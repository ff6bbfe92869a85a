package io.tidelake.query.history;

import io.tidelake.query.platform.AuditTrail;
import io.tidelake.query.platform.Envelope;
import io.tidelake.query.platform.Envelope.Pagination;
import io.tidelake.query.platform.RequestQuery;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/**
 * Answers a read with the state of the lake in its {@code ETag}, so that who asks again learns with
 * one look at the catalog that nothing has changed, and Trino hears nothing of it.
 */
@Component
class SnapshotReads {

  /** Of the digest; more would say no more. */
  private static final int TAG_BYTES = 15;

  /**
   * What a call answers.
   *
   * @param rows of the answer, for the audit log
   */
  record Result<T>(T data, @Nullable Pagination pagination, long rows) {

    static <T> Result<T> of(T data, long rows) {
      return new Result<>(data, null, rows);
    }
  }

  private final String version;

  SnapshotReads(@Value("${tidelake.version:unknown}") String version) {
    this.version = version;
  }

  /**
   * @param read gives the answer, the same whenever it is asked for this pin, query and language
   */
  <T> ResponseEntity<Envelope<T>> answer(
      HttpServletRequest request,
      RequestQuery query,
      Locale locale,
      Pin pin,
      Function<Pin, Result<T>> read) {
    String tag = tag(request.getRequestURI(), query, locale, pin);
    if (matches(request, tag)) {
      AuditTrail.note(request, 0L, 0L, pin.snapshot());
      return ResponseEntity.status(HttpStatus.NOT_MODIFIED).eTag(tag).build();
    }
    Result<T> result = read.apply(pin);
    AuditTrail.note(request, result.rows(), null, pin.snapshot());
    Pagination pagination = result.pagination();
    return ResponseEntity.ok()
        .eTag(tag)
        .body(
            pagination == null
                ? Envelope.success(result.data())
                : Envelope.success(result.data(), pagination));
  }

  /** Weak: the same answer bears the time at which it was given. */
  private String tag(String path, RequestQuery query, Locale locale, Pin pin) {
    String state =
        String.join(
            "\n",
            version,
            path,
            query.toString(),
            locale.getLanguage(),
            pin.table().table(),
            String.valueOf(pin.snapshot()));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(state.getBytes(StandardCharsets.UTF_8));
      return "W/\""
          + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, TAG_BYTES))
          + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean matches(HttpServletRequest request, String tag) {
    for (String header : Collections.list(request.getHeaders(HttpHeaders.IF_NONE_MATCH))) {
      for (String known : header.split(",")) {
        String bare = known.strip();
        if (bare.equals(tag) || ("W/" + bare).equals(tag) || bare.equals("*")) {
          return true;
        }
      }
    }
    return false;
  }
}
