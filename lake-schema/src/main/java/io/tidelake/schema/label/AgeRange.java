package io.tidelake.schema.label;

/** The age band of the user. The ordinal is the code. */
public enum AgeRange implements Label {
  UNKNOWN("未知", "Unknown"),
  UNDER_18("年龄<18", "Under 18"),
  FROM_18("18-24岁", "18–24"),
  FROM_25("25-29岁", "25–29"),
  FROM_30("30-34岁", "30–34"),
  FROM_35("35-39岁", "35–39"),
  FROM_40("40-49岁", "40–49"),
  FROM_50("年龄>=50", "50 and over");

  /** Number of bands; the codes are 0 to {@code COUNT} − 1. */
  public static final int COUNT = values().length;

  /** A code that the public data set also uses for {@link #FROM_50}. */
  public static final int SAME_AS_OLDEST = 8;

  private final String zh;
  private final String en;

  AgeRange(String zh, String en) {
    this.zh = zh;
    this.en = en;
  }

  /** The code in events and tables. */
  public int code() {
    return ordinal();
  }

  @Override
  public String key() {
    return Integer.toString(ordinal());
  }

  @Override
  public String zh() {
    return zh;
  }

  @Override
  public String en() {
    return en;
  }
}
