package io.tidelake.query.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.query.platform.Caller;
import io.tidelake.query.platform.Role;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PseudonymsTest {

  private static final String KEY = "000102030405060708090a0b0c0d0e0f";

  @Test
  void theSameUserHasTheSamePseudonymEverywhere() {
    // printf u1 | openssl dgst -sha256 -mac HMAC -macopt hexkey:000102030405060708090a0b0c0d0e0f
    assertThat(with(KEY).apply("u1")).isEqualTo("p_a37adc55df4dfc2e6b7cc098");
    UnaryOperator<String> again = with(KEY);
    assertThat(again.apply("u1")).isEqualTo(again.apply("u1")).isEqualTo(with(KEY).apply("u1"));
  }

  @Test
  void anotherKeyGivesOtherPseudonyms() {
    assertThat(with(KEY).apply("u1")).isNotEqualTo(with(KEY + "01").apply("u1"));
    assertThat(with("").apply("u1")).isNotEqualTo(with("").apply("u1"));
  }

  @Test
  void differentUsersHaveDifferentOnes() {
    UnaryOperator<String> pseudonym = with(KEY);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      assertThat(seen.add(pseudonym.apply("user " + i))).isTrue();
    }
    assertThat(seen).allMatch(each -> each.matches("p_[0-9a-f]{24}"));
  }

  @ParameterizedTest
  @CsvSource({
    "ADMIN, VIEWER, false",
    "ADMIN, ANALYST, false",
    "ADMIN, ADMIN, true",
    "ANALYST, ANALYST, true",
    "ANALYST, VIEWER, false"
  })
  void theRoleDecidesWhoSeesNames(Role visibleTo, Role role, boolean sees) {
    Pseudonyms pseudonyms = new Pseudonyms(new MaskingProperties(KEY, visibleTo));

    assertThat(pseudonyms.sees(new Caller("x", role, "::1"))).isEqualTo(sees);
  }

  @Test
  void theKeyIsNotShown() {
    assertThat(new MaskingProperties(KEY, Role.ADMIN).toString()).doesNotContain(KEY);
  }

  private static UnaryOperator<String> with(String key) {
    return new Pseudonyms(new MaskingProperties(key, Role.ADMIN)).maker();
  }
}
