package io.tidelake.query.lake;

import io.tidelake.query.platform.BusinessTime;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** Puts what maintenance says into the language of the reader. */
@Component
class ReasonText {

  private final MessageSource messages;
  private final BusinessTime times;

  ReasonText(MessageSource messages, BusinessTime times) {
    this.messages = messages;
    this.times = times;
  }

  /**
   * @param list the first part of the message's key, such as {@code health}
   * @param values texts that are times or durations, as ISO-8601 has them, are told as people do
   * @param english what is said if the code is not known, as of a newer maintenance
   */
  String of(String list, String code, List<Object> values, String english, Locale locale) {
    Object[] told = values.stream().map(value -> told(value, locale)).toArray();
    String text = messages.getMessage(list + "." + code, told, english, locale);
    return text == null ? english : text;
  }

  private Object told(Object value, Locale locale) {
    if (!(value instanceof String text)) {
      return value;
    }
    try {
      if (text.startsWith("PT")) {
        return told(Duration.parse(text), locale);
      }
      return text.endsWith("Z") ? times.format(Instant.parse(text)) : text;
    } catch (DateTimeException noTime) {
      return text;
    }
  }

  private String told(Duration duration, Locale locale) {
    if (duration.toDays() > 0 && duration.equals(Duration.ofDays(duration.toDays()))) {
      return messages.getMessage("duration.days", new Object[] {duration.toDays()}, locale);
    }
    return messages
        .getMessage(
            "duration.hours",
            new Object[] {duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart()},
            locale)
        .strip();
  }
}
