package io.tidelake.query.platform;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

/** Turns whatever goes wrong into the envelope. Only the log sees a stack trace. */
@RestControllerAdvice
class ApiErrors {

  private static final Logger LOG = LoggerFactory.getLogger(ApiErrors.class);

  /** With every 503: queues move on, and servers come back, within a few seconds. */
  static final String RETRY_AFTER_SECONDS = "5";

  private final MessageSource messages;

  ApiErrors(MessageSource messages) {
    this.messages = messages;
  }

  @ExceptionHandler
  ResponseEntity<Envelope<Void>> expected(
      ApiException problem,
      HttpServletRequest request,
      HttpServletResponse response,
      Locale locale) {
    if (response.isCommitted()) {
      throw brokenOff(problem, problem.code(), request);
    }
    if (problem.status().is5xxServerError()) {
      LOG.warn("{}: {}", problem.messageKey(), rootMessage(problem));
    }
    String message = messages.getMessage(problem.messageKey(), problem.arguments(), locale);
    return answer(problem.status(), HttpHeaders.EMPTY, problem.code(), message, request);
  }

  @ExceptionHandler
  void clientLeft(AsyncRequestNotUsableException gone) {
    // Nobody is left to answer.
  }

  /** Everything Spring itself refuses has a status; everything else is a fault of ours. */
  @ExceptionHandler
  ResponseEntity<Envelope<Void>> unexpected(
      Exception problem, HttpServletRequest request, HttpServletResponse response, Locale locale)
      throws Exception {
    if (response.isCommitted()) {
      throw brokenOff(problem, ErrorCode.GENERAL, request);
    }
    if (problem instanceof InvalidParameterException) {
      // Tomcat could not decode the query string.
      return refused(HttpStatus.BAD_REQUEST, HttpHeaders.EMPTY, request, locale);
    }
    if (problem instanceof ErrorResponse refused) {
      return refused(refused.getStatusCode(), refused.getHeaders(), request, locale);
    }
    LOG.error("{} {} failed", request.getMethod(), request.getRequestURI(), problem);
    return refused(HttpStatus.INTERNAL_SERVER_ERROR, HttpHeaders.EMPTY, request, locale);
  }

  /** The envelope for a bare HTTP status. */
  ResponseEntity<Envelope<Void>> refused(
      HttpStatusCode status, HttpHeaders headers, HttpServletRequest request, Locale locale) {
    Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
    ErrorCode code = ErrorCode.ofStatus(status.value());
    String message =
        messages.getMessage(
            "status." + status.value(),
            new Object[] {path == null ? request.getRequestURI() : path},
            messages.getMessage("status.other", new Object[] {status.value()}, locale),
            locale);
    return answer(status, headers, code, message == null ? "" : message, request);
  }

  private static ResponseEntity<Envelope<Void>> answer(
      HttpStatusCode status,
      HttpHeaders headers,
      ErrorCode code,
      String message,
      HttpServletRequest request) {
    AuditTrail.ended(request, code);
    HttpHeaders told = new HttpHeaders();
    told.putAll(headers);
    if (status.value() == HttpStatus.SERVICE_UNAVAILABLE.value()
        && !told.containsHeader(HttpHeaders.RETRY_AFTER)) {
      told.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    // The type is set here, so that a client that accepts no JSON still learns what is wrong.
    return ResponseEntity.status(status)
        .headers(told)
        .contentType(MediaType.APPLICATION_JSON)
        .body(Envelope.failure(code, message, RequestIds.of(request)));
  }

  /**
   * An answer that fails in the middle must not look whole. Thrown on, the problem makes the
   * container cut the connection instead of ending the body.
   */
  private static <E extends Exception> E brokenOff(
      E problem, ErrorCode code, HttpServletRequest request) {
    LOG.warn("{} broke off: {}", request.getRequestURI(), rootMessage(problem));
    AuditTrail.ended(request, code);
    return problem;
  }

  private static String rootMessage(Throwable problem) {
    Throwable root = problem;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.toString();
  }
}
