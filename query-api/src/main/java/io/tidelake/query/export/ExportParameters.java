package io.tidelake.query.export;

import io.tidelake.query.platform.BusinessTime;
import io.tidelake.query.platform.Caller;
import io.tidelake.query.platform.ParameterException;
import io.tidelake.query.platform.Parameters;
import io.tidelake.query.platform.RequestQuery;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reads what a request asks to be exported. Files speak Chinese, as the original's did, unless
 * {@code lang} says otherwise: a browser's language must not change the headers that a program
 * reads.
 */
@Component
class ExportParameters {

  private static final int MAX_FILE_NAME = 100;

  private static final List<String> OF_ALL =
      List.of(
          "start_time",
          "end_time",
          "action",
          "age",
          "gender",
          "province",
          "lang",
          "filename",
          "async");

  private enum Language {
    ZH(Locale.CHINESE),
    EN(Locale.ENGLISH);

    private final Locale locale;

    Language(Locale locale) {
      this.locale = locale;
    }

    private String parameter() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private enum Flag {
    TRUE,
    FALSE;

    private String parameter() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final BusinessTime times;
  private final Pseudonyms pseudonyms;

  ExportParameters(BusinessTime times, Pseudonyms pseudonyms) {
    this.times = times;
    this.pseudonyms = pseudonyms;
  }

  /**
   * What a request has given.
   *
   * @throws ParameterException that names a parameter that the format does not have
   */
  static RequestQuery of(Format format, HttpServletRequest request) {
    List<String> known = new ArrayList<>(OF_ALL);
    known.addAll(
        switch (format) {
          case CSV, NDJSON -> List.of("raw", "row_count");
          case XLSX -> List.of("sheets");
          case JSON -> List.of("raw", "pretty");
        });
    return RequestQuery.of(request, known);
  }

  /**
   * @param locale of messages about what is not accepted
   */
  ExportQuestion question(Format format, RequestQuery query, Caller caller, Locale locale) {
    Language language =
        Parameters.oneOf("lang", query.get("lang"), Language.class, Language::parameter);
    Set<Sheet> sheets =
        format == Format.XLSX ? sheets(query.get("sheets")) : EnumSet.noneOf(Sheet.class);
    return new ExportQuestion(
        format,
        format == Format.XLSX ? sheets.equals(EnumSet.of(Sheet.RAW)) : flag("raw", query, false),
        sheets,
        Selection.of(query, times, locale),
        language == null ? Locale.CHINESE : language.locale,
        flag("row_count", query, true),
        flag("pretty", query, true),
        pseudonyms.sees(caller),
        fileName(format, query));
  }

  /** Null if none is given. */
  private static @Nullable String fileName(Format format, RequestQuery query) {
    String extension = "." + format.extension();
    String given = query.get("filename");
    if (given == null) {
      return null;
    }
    if (given.length() > MAX_FILE_NAME
        || given.startsWith(".")
        || given
            .codePoints()
            .anyMatch(
                point ->
                    Character.isISOControl(point)
                        || Character.getType(point) == Character.FORMAT
                        || Character.getType(point) == Character.SURROGATE
                        || "/\\:*?\"<>|;".indexOf(point) >= 0)) {
      throw ParameterException.notAccepted(
          "filename", given, "accepted.file-name", Integer.toString(MAX_FILE_NAME));
    }
    return given.toLowerCase(Locale.ROOT).endsWith(extension) ? given : given + extension;
  }

  static boolean flag(String name, RequestQuery query, boolean fallback) {
    Flag flag = Parameters.oneOf(name, query.get(name), Flag.class, Flag::parameter);
    return flag == null ? fallback : flag == Flag.TRUE;
  }

  private static Set<Sheet> sheets(@Nullable String raw) {
    String text = Parameters.optional(raw);
    if (text == null) {
      return EnumSet.complementOf(EnumSet.of(Sheet.RAW));
    }
    Set<Sheet> sheets = EnumSet.noneOf(Sheet.class);
    for (String word : text.split(",", -1)) {
      sheets.add(sheet(word.strip()));
    }
    return sheets;
  }

  private static Sheet sheet(String word) {
    for (Sheet sheet : Sheet.values()) {
      if (sheet.isCalled(word)) {
        return sheet;
      }
    }
    throw ParameterException.notAccepted(
        "sheets", word, "accepted.one-of", "action, age, gender, province, raw");
  }
}
