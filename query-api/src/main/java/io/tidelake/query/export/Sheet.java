package io.tidelake.query.export;

import java.util.Locale;

/** A sheet of the workbook, as {@code sheets} names it. */
enum Sheet {
  ACTION("行为统计", "Actions"),
  AGE("年龄统计", "Ages"),
  GENDER("性别统计", "Genders"),
  PROVINCE("省份统计", "Provinces"),
  /** The events themselves; goes on in further sheets where one is full. */
  RAW("raw", "raw");

  private final String zh;
  private final String en;

  Sheet(String zh, String en) {
    this.zh = zh;
    this.en = en;
  }

  /** The word in requests. */
  String parameter() {
    return name().toLowerCase(Locale.ROOT);
  }

  String title(Locale language) {
    return language.getLanguage().equals(Locale.ENGLISH.getLanguage()) ? en : zh;
  }

  /** What a request may call it: the word or either title. */
  boolean isCalled(String text) {
    return parameter().equalsIgnoreCase(text) || zh.equals(text) || en.equalsIgnoreCase(text);
  }
}
