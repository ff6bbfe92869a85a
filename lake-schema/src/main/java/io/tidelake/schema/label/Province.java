package io.tidelake.schema.label;

/**
 * The 34 provincial-level divisions of China, in the order of their administrative codes (GB/T
 * 2260), and unknown. Events may name others too: those keep their own name and have no constant.
 */
public enum Province implements Label {
  BEIJING("北京", "Beijing", "市"),
  TIANJIN("天津", "Tianjin", "市"),
  HEBEI("河北", "Hebei", "省"),
  SHANXI("山西", "Shanxi", "省"),
  INNER_MONGOLIA("内蒙古", "Inner Mongolia", "自治区"),
  LIAONING("辽宁", "Liaoning", "省"),
  JILIN("吉林", "Jilin", "省"),
  HEILONGJIANG("黑龙江", "Heilongjiang", "省"),
  SHANGHAI("上海", "Shanghai", "市"),
  JIANGSU("江苏", "Jiangsu", "省"),
  ZHEJIANG("浙江", "Zhejiang", "省"),
  ANHUI("安徽", "Anhui", "省"),
  FUJIAN("福建", "Fujian", "省"),
  JIANGXI("江西", "Jiangxi", "省"),
  SHANDONG("山东", "Shandong", "省"),
  HENAN("河南", "Henan", "省"),
  HUBEI("湖北", "Hubei", "省"),
  HUNAN("湖南", "Hunan", "省"),
  GUANGDONG("广东", "Guangdong", "省"),
  GUANGXI("广西", "Guangxi", "壮族自治区"),
  HAINAN("海南", "Hainan", "省"),
  CHONGQING("重庆", "Chongqing", "市"),
  SICHUAN("四川", "Sichuan", "省"),
  GUIZHOU("贵州", "Guizhou", "省"),
  YUNNAN("云南", "Yunnan", "省"),
  TIBET("西藏", "Tibet", "自治区"),
  SHAANXI("陕西", "Shaanxi", "省"),
  GANSU("甘肃", "Gansu", "省"),
  QINGHAI("青海", "Qinghai", "省"),
  NINGXIA("宁夏", "Ningxia", "回族自治区"),
  XINJIANG("新疆", "Xinjiang", "维吾尔自治区"),
  TAIWAN("台湾", "Taiwan", "省"),
  HONG_KONG("香港", "Hong Kong", "特别行政区"),
  MACAO("澳门", "Macao", "特别行政区"),
  /** The event names no province. */
  UNKNOWN("未知", "Unknown", "");

  /** Number of constants, {@link #UNKNOWN} included. */
  public static final int COUNT = values().length;

  private final String zh;
  private final String en;
  private final String fullName;

  Province(String zh, String en, String suffix) {
    this.zh = zh;
    this.en = en;
    this.fullName = zh + suffix;
  }

  /** The official Chinese name, such as 北京市. */
  public String fullName() {
    return fullName;
  }

  /** The short name, which is what events and tables hold after normalisation. */
  @Override
  public String key() {
    return zh;
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
