package io.tidelake.query.lake;

import io.tidelake.query.platform.BusinessTime;
import io.tidelake.schema.table.RunNote;
import io.tidelake.schema.table.RunReason;
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
    // As a default it would be taken for a pattern, and lose its apostrophes.
    String text = messages.getMessage(list + "." + code, told, null, locale);
    return text == null ? english : text;
  }

  /**
   * Why a run was made, and what it adds now that it is done.
   *
   * @param english as it was noted
   */
  String ofRun(RunReason.Told told, String english, Locale locale) {
    String reason = of("run", told.reason().code(), told.values(), english, locale);
    if (told.note().isEmpty() || reason.equals(english)) {
      return reason;
    }
    String note =
        RunNote.read(told.note())
            .map(read -> of("run-note", read.note().code(), List.of(read.value()), "", locale))
            .filter(words -> !words.isEmpty())
            .orElse(told.note());
    return of("run-note", "added", List.of(reason, note), english, locale);
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
