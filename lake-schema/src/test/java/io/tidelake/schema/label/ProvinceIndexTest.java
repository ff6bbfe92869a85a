package io.tidelake.schema.label;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.schema.json.Utf8Slice;
import org.junit.jupiter.api.Test;

class ProvinceIndexTest {

  private final Utf8Slice normalised = new Utf8Slice();

  @Test
  void everyProvinceIsFoundByItsShortAndItsFullName() {
    for (Province province : Province.values()) {
      assertThat(index(province.key())).isEqualTo(province.ordinal());
      assertThat(index(province.fullName())).isEqualTo(province.ordinal());
      assertThat(normalised).hasToString(province.key());
      assertThat(ProvinceIndex.utf8(province.ordinal())).isEqualTo(province.key().getBytes(UTF_8));
    }
  }

  @Test
  void noNormalisedNameEndsInASuffix() {
    assertThat(Province.values())
        .extracting(Province::key)
        .hasSize(35)
        .doesNotHaveDuplicates()
        .noneMatch(name -> name.endsWith("市") || name.endsWith("省") || name.endsWith("自治区"));
  }

  @Test
  void namesThatAreNoneKeepTheirOwnWithoutTheSuffix() {
    assertThat(index("火星省")).isEqualTo(ProvinceIndex.OTHER);
    assertThat(normalised).hasToString("火星");
    assertThat(index("省")).isEqualTo(ProvinceIndex.OTHER);
    assertThat(normalised).hasToString("省");
    assertThat(index("   ")).isEqualTo(Province.UNKNOWN.ordinal());
    assertThat(index("\u3000北京市 ")).isEqualTo(Province.BEIJING.ordinal());
  }

  private int index(String name) {
    Utf8Slice slice = new Utf8Slice();
    byte[] padded = ("##" + name + "#").getBytes(UTF_8);
    slice.set(padded, 2, padded.length - 3);
    return ProvinceIndex.normalise(slice, normalised);
  }
}
