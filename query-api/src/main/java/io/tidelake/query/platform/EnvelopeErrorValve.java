package io.tidelake.query.platform;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers in the envelope what Tomcat refuses before there is a request for filters to see, such as
 * paths that lead out of the root.
 */
final class EnvelopeErrorValve extends ErrorReportValve {

  private static final int FIRST_ERROR = 400;

  private final MessageSource messages;

  EnvelopeErrorValve(MessageSource messages) {
    this.messages = messages;
  }

  @Override
  protected void report(Request request, Response response, @Nullable Throwable problem) {
    int status = response.getStatus();
    if (status < FIRST_ERROR || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    String id = UUID.randomUUID().toString();
    response.setHeader(RequestIds.HEADER, id);
    SecurityHeaders.set(response);
    if (status == HttpServletResponse.SC_SERVICE_UNAVAILABLE) {
      response.setHeader(HttpHeaders.RETRY_AFTER, ApiErrors.RETRY_AFTER_SECONDS);
    }
    try {
      response.setContentType(MediaType.APPLICATION_JSON_VALUE);
      response.setCharacterEncoding(StandardCharsets.UTF_8.name());
      Writer writer = response.getReporter();
      if (writer != null) {
        writer.write(
            JsonMapper.shared()
                .writeValueAsString(
                    Envelope.failure(
                        ErrorCode.ofStatus(status), message(status, language(request)), id)));
        response.finishResponse();
      }
    } catch (IOException gone) {
      // Nobody is left to answer.
    }
  }

  /** Without a wish Tomcat would name the language of this machine. */
  private static Locale language(Request request) {
    return request.getHeader(HttpHeaders.ACCEPT_LANGUAGE) == null
        ? Locale.CHINESE
        : request.getLocale();
  }

  private String message(int status, Locale wanted) {
    Locale locale =
        wanted.getLanguage().equals(Locale.ENGLISH.getLanguage()) ? Locale.ENGLISH : Locale.CHINESE;
    String message =
        messages.getMessage(
            "status." + status,
            new Object[] {""},
            messages.getMessage("status.other", new Object[] {status}, locale),
            locale);
    return message == null ? "" : message;
  }
}
