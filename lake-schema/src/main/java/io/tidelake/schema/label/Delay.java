package io.tidelake.schema.label;

/**
 * How long an event took from happening to its record, in steps: each holds what is above the one
 * before it, up to and including its own bound.
 */
public enum Delay implements Label {
  /** Dated after its record. */
  FUTURE("future", -1, "未来时间", "Future"),
  SECOND("1s", 1_000, "≤1秒", "≤ 1 s"),
  TEN_SECONDS("10s", 10_000, "≤10秒", "≤ 10 s"),
  MINUTE("1m", 60_000, "≤1分钟", "≤ 1 min"),
  FIVE_MINUTES("5m", 300_000, "≤5分钟", "≤ 5 min"),
  HOUR("1h", 3_600_000, "≤1小时", "≤ 1 h"),
  DAY("1d", 86_400_000, "≤1天", "≤ 1 day"),
  LONGER("longer", Long.MAX_VALUE, ">1天", "> 1 day");

  /** Number of steps. */
  public static final int COUNT = values().length;

  private static final Delay[] ALL = values();

  private final String key;
  private final long atMostMillis;
  private final String zh;
  private final String en;

  Delay(String key, long atMostMillis, String zh, String en) {
    this.key = key;
    this.atMostMillis = atMostMillis;
    this.zh = zh;
    this.en = en;
  }

  /**
   * The ordinal of the step of a delay.
   *
   * @param millis record timestamp − event time
   */
  public static int indexOf(long millis) {
    int index = 0;
    while (millis > ALL[index].atMostMillis) {
      index++;
    }
    return index;
  }

  /** The largest delay of the step, in milliseconds. */
  public long atMostMillis() {
    return atMostMillis;
  }

  @Override
  public String key() {
    return key;
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
