package io.tidelake.query.platform;

import org.springframework.context.support.DefaultMessageSourceResolvable;
import org.springframework.http.HttpStatus;

/** A parameter of the request is not accepted: 400 with code 1001. */
public final class ParameterException extends ApiException {

  private static final long serialVersionUID = 1L;

  private ParameterException(String messageKey, Object... arguments) {
    super(ErrorCode.BAD_PARAMETER, HttpStatus.BAD_REQUEST, null, messageKey, arguments);
  }

  /**
   * @param acceptedKey message that says what would be accepted, with its arguments
   */
  public static ParameterException notAccepted(
      String name, String value, String acceptedKey, Object... acceptedArguments) {
    return new ParameterException(
        "parameter.not-accepted",
        name,
        shortened(value),
        resolvable(acceptedKey, acceptedArguments));
  }

  /** A parameter that must be given is not. */
  public static ParameterException missing(
      String name, String acceptedKey, Object... acceptedArguments) {
    return new ParameterException(
        "parameter.missing", name, resolvable(acceptedKey, acceptedArguments));
  }

  /**
   * The call takes no such parameter.
   *
   * @param known what it takes
   */
  public static ParameterException unknown(String name, String known) {
    return known.isEmpty()
        ? new ParameterException("parameter.none", shortened(name))
        : new ParameterException("parameter.unknown", shortened(name), known);
  }

  /** Two parameters that can't be given together are. */
  public static ParameterException excluded(String name, String other) {
    return new ParameterException("parameter.excluded", name, other);
  }

  /** A parameter is given more than once. */
  static ParameterException repeated(String name) {
    return new ParameterException("parameter.repeated", shortened(name));
  }

  private static DefaultMessageSourceResolvable resolvable(String key, Object... arguments) {
    return new DefaultMessageSourceResolvable(new String[] {key}, arguments);
  }

  /** What a client sent comes back in the message, but not a page of it. */
  private static String shortened(String value) {
    return value.length() <= 60 ? value : value.substring(0, 60) + "…";
  }
}
