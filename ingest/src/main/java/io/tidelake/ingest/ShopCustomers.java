package io.tidelake.ingest;

import io.tidelake.schema.label.AgeRange;
import io.tidelake.schema.label.Gender;
import io.tidelake.schema.label.Province;

/**
 * Who the customers are: age band, gender and province are fixed for a user and follow from the
 * user's number, so that every run sees the same people.
 *
 * <p>Provinces weigh by their population in the census of 1 November 2020: National Bureau of
 * Statistics of China, "Communiqué of the Seventh National Population Census (No. 3)", 2021, which
 * also gives the figures for Hong Kong, Macao and Taiwan used here (No. 2); rounded to 10,000
 * persons. Age and gender follow the shape of the public Tmall log: mostly 18 to 34, two thirds
 * women.
 */
final class ShopCustomers {

  private static final WeightedChoice AGES = new WeightedChoice(15, 1, 17, 28, 19, 10, 7, 3);
  private static final WeightedChoice GENDERS = new WeightedChoice(64, 31, 5);
  private static final AgeRange[] AGE_RANGES = AgeRange.values();
  private static final Gender[] GENDER_VALUES = Gender.values();
  private static final Province[] PROVINCES = Province.values();
  private static final WeightedChoice PROVINCE_CHOICE = provinceChoice();

  private ShopCustomers() {}

  static AgeRange ageOf(int user) {
    return AGE_RANGES[AGES.at(Mixing.uniform(user, 11))];
  }

  static Gender genderOf(int user) {
    return GENDER_VALUES[GENDERS.at(Mixing.uniform(user, 12))];
  }

  static Province provinceOf(int user) {
    return PROVINCES[PROVINCE_CHOICE.at(Mixing.uniform(user, 13))];
  }

  /** Inhabitants in units of 10,000; none for unknown. */
  static int inhabitants(Province province) {
    return switch (province) {
      case BEIJING -> 2189;
      case TIANJIN -> 1387;
      case HEBEI -> 7461;
      case SHANXI -> 3492;
      case INNER_MONGOLIA -> 2405;
      case LIAONING -> 4259;
      case JILIN -> 2407;
      case HEILONGJIANG -> 3185;
      case SHANGHAI -> 2487;
      case JIANGSU -> 8475;
      case ZHEJIANG -> 6457;
      case ANHUI -> 6103;
      case FUJIAN -> 4154;
      case JIANGXI -> 4519;
      case SHANDONG -> 10153;
      case HENAN -> 9937;
      case HUBEI -> 5775;
      case HUNAN -> 6644;
      case GUANGDONG -> 12601;
      case GUANGXI -> 5013;
      case HAINAN -> 1008;
      case CHONGQING -> 3205;
      case SICHUAN -> 8367;
      case GUIZHOU -> 3856;
      case YUNNAN -> 4721;
      case TIBET -> 365;
      case SHAANXI -> 3953;
      case GANSU -> 2502;
      case QINGHAI -> 592;
      case NINGXIA -> 720;
      case XINJIANG -> 2585;
      case TAIWAN -> 2356;
      case HONG_KONG -> 747;
      case MACAO -> 68;
      case UNKNOWN -> 0;
    };
  }

  private static WeightedChoice provinceChoice() {
    double[] weights = new double[PROVINCES.length];
    for (Province province : PROVINCES) {
      weights[province.ordinal()] = inhabitants(province);
    }
    return new WeightedChoice(weights);
  }
}
