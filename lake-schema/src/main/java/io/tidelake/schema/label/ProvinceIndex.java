package io.tidelake.schema.label;

import io.tidelake.schema.json.Utf8Slice;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Normalises the name of a province: without 省, 市, 自治区 or 特别行政区 at its end and without white space
 * around it; empty becomes 未知. The usual names are found by their bytes, without a String.
 */
public final class ProvinceIndex {

  /** The index of a name that is none of {@link Province}. */
  public static final int OTHER = -1;

  private static final Province[] PROVINCES = Province.values();
  private static final byte[][] NAMES = new byte[PROVINCES.length][];

  /** Longest first, so that one pass takes the whole suffix. */
  private static final String[] SUFFIXES = {"维吾尔自治区", "壮族自治区", "回族自治区", "特别行政区", "自治区", "省", "市"};

  /** A power of two well above the number of names (69), so that few collide. */
  private static final int SLOTS = 512;

  private static final byte[][] FORMS = new byte[SLOTS][];
  private static final byte[] FORM_PROVINCE = new byte[SLOTS];

  static {
    for (Province province : PROVINCES) {
      byte[] shortName = province.key().getBytes(StandardCharsets.UTF_8);
      NAMES[province.ordinal()] = shortName;
      put(shortName, province);
      put(province.fullName().getBytes(StandardCharsets.UTF_8), province);
    }
  }

  private ProvinceIndex() {}

  /**
   * Points {@code normalised} at the normalised form of {@code name}.
   *
   * @return the ordinal of the {@link Province}, or {@link #OTHER}
   */
  public static int normalise(Utf8Slice name, Utf8Slice normalised) {
    int known = find(name.array(), name.offset(), name.length());
    if (known == OTHER) {
      byte[] other = stripped(name.toString()).getBytes(StandardCharsets.UTF_8);
      known = find(other, 0, other.length);
      if (known == OTHER) {
        normalised.set(other);
        return OTHER;
      }
    }
    normalised.set(NAMES[known]);
    return known;
  }

  /** The UTF-8 bytes of a province's short name; shared, not to be changed. */
  public static byte[] utf8(int index) {
    return NAMES[index];
  }

  private static String stripped(String name) {
    String trimmed = name.strip();
    for (String suffix : SUFFIXES) {
      if (trimmed.length() > suffix.length() && trimmed.endsWith(suffix)) {
        return trimmed.substring(0, trimmed.length() - suffix.length()).strip();
      }
    }
    return trimmed;
  }

  private static void put(byte[] form, Province province) {
    int slot = slot(form, 0, form.length);
    while (FORMS[slot] != null) {
      slot = slot + 1 & SLOTS - 1;
    }
    FORMS[slot] = form;
    FORM_PROVINCE[slot] = (byte) province.ordinal();
  }

  private static int find(byte[] bytes, int offset, int length) {
    if (length == 0) {
      return Province.UNKNOWN.ordinal();
    }
    int slot = slot(bytes, offset, length);
    while (FORMS[slot] != null) {
      byte[] form = FORMS[slot];
      if (Arrays.equals(form, 0, form.length, bytes, offset, offset + length)) {
        return FORM_PROVINCE[slot];
      }
      slot = slot + 1 & SLOTS - 1;
    }
    return OTHER;
  }

  private static int slot(byte[] bytes, int offset, int length) {
    int hash = length;
    // The longest form has 24 bytes; hashing more of a hostile name would only cost.
    for (int i = 0, end = Math.min(length, 24); i < end; i++) {
      hash = 31 * hash + bytes[offset + i];
    }
    return (hash ^ hash >>> 9 ^ hash >>> 18) & SLOTS - 1;
  }
}
