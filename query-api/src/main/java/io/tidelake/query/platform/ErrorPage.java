package io.tidelake.query.platform;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers what the container refuses before any controller sees it, in the envelope too. */
@RestController
class ErrorPage implements ErrorController {

  private final ApiErrors errors;

  ErrorPage(ApiErrors errors) {
    this.errors = errors;
  }

  @RequestMapping("/error")
  @Nullable ResponseEntity<Envelope<Void>> error(
      HttpServletRequest request, HttpServletResponse response, Locale locale) {
    if (response.isCommitted()) {
      // The answer broke off in the middle: nothing may be added to it.
      return null;
    }
    Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    return errors.refused(
        HttpStatusCode.valueOf(status instanceof Integer known ? known : 404),
        HttpHeaders.EMPTY,
        request,
        locale);
  }
}
