package io.tidelake.query.platform;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.LocaleResolver;

/** Answers what a filter refuses as controllers' errors are answered, in the same place. */
@Component
public final class Refusals {

  private final ObjectProvider<HandlerExceptionResolver> errors;
  private final LocaleResolver languages;

  Refusals(
      @Qualifier("handlerExceptionResolver") ObjectProvider<HandlerExceptionResolver> errors,
      LocaleResolver languages) {
    this.errors = errors;
    this.languages = languages;
  }

  /** Headers that belong to the refusal are set on the response before. */
  public void answer(
      HttpServletRequest request, HttpServletResponse response, ApiException problem) {
    // No controller has been chosen yet, so nobody has said how the language is found.
    request.setAttribute(DispatcherServlet.LOCALE_RESOLVER_ATTRIBUTE, languages);
    errors.getObject().resolveException(request, response, null, problem);
  }
}
