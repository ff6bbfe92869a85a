package io.tidelake.schema.label;

/** What the user did. The ordinal is the code. */
public enum Action implements Label {
  CLICK("点击", "Click"),
  CART("加入购物车", "Add to cart"),
  BUY("购买", "Buy"),
  FAVOURITE("关注商品", "Favourite");

  /** Number of actions; the codes are 0 to {@code COUNT} − 1. */
  public static final int COUNT = values().length;

  private final String zh;
  private final String en;

  Action(String zh, String en) {
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
