package io.tidelake.schema.label;

/** The gender of the user. The ordinal is the code. */
public enum Gender implements Label {
  FEMALE("女性", "Female"),
  MALE("男性", "Male"),
  UNKNOWN("未知", "Unknown");

  /** Number of values; the codes are 0 to {@code COUNT} − 1. */
  public static final int COUNT = values().length;

  private final String zh;
  private final String en;

  Gender(String zh, String en) {
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
