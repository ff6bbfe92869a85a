package io.tidelake.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

  private static final Cursor CURSOR = new Cursor(-8312954863284112345L, 200, "all");

  @Test
  void comesBackAsItWas() {
    assertThat(Cursor.of(CURSOR.text(), "all")).hasValue(CURSOR);
    assertThat(CURSOR.text()).matches("[A-Za-z0-9_-]+");
  }

  @Test
  void isOfOneListOnly() {
    assertThat(Cursor.of(CURSOR.text(), "province=北京")).isEmpty();
  }

  @Test
  void showsEveryCharacterThatWasChanged() {
    String text = CURSOR.text();
    for (int i = 0; i < text.length(); i++) {
      char other = text.charAt(i) == 'A' ? 'B' : 'A';
      assertThat(Cursor.of(text.substring(0, i) + other + text.substring(i + 1), "all")).isEmpty();
      assertThat(Cursor.of(text.substring(0, i), "all")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "%00", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "' OR 1=1 --"})
  void refusesWhatIsNone(String text) {
    assertThat(Cursor.of(text, "all")).isEmpty();
  }
}
