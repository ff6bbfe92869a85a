package io.tidelake.query.export;

import java.util.Locale;

/**
 * A column of an export.
 *
 * @param field its name in JSON
 * @param zh its Chinese header
 * @param en its English header
 */
record Column(String field, String zh, String en) {

  /** A column that is called alike everywhere. */
  static Column named(String field) {
    return new Column(field, field, field);
  }

  String header(Locale language) {
    return language.getLanguage().equals(Locale.ENGLISH.getLanguage()) ? en : zh;
  }
}
