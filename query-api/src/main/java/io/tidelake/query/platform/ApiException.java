package io.tidelake.query.platform;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Ends a call with an error of the envelope. The message is a key of {@code messages/api} with
 * arguments, so that it is said in the language of the request.
 */
public class ApiException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final HttpStatus status;
  private final String messageKey;
  private final transient Object[] arguments;

  public ApiException(
      ErrorCode code,
      HttpStatus status,
      @Nullable Throwable cause,
      String messageKey,
      Object... arguments) {
    super(messageKey, cause);
    this.code = code;
    this.status = status;
    this.messageKey = messageKey;
    this.arguments = arguments;
  }

  public ErrorCode code() {
    return code;
  }

  public HttpStatus status() {
    return status;
  }

  /** The key of what is said. */
  public String messageKey() {
    return messageKey;
  }

  /** What the message names. */
  public Object[] arguments() {
    return arguments;
  }
}
