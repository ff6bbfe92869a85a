package io.tidelake.schema.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonCursorTest {

  private static final ObjectMapper JACKSON =
      new ObjectMapper(JsonFactory.builder().disable(JsonFactory.Feature.CHARSET_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final JsonCursor cursor = new JsonCursor();

  @Test
  void readsWhatJacksonReadsAndRefusesWhatJacksonRefuses() {
    // Mutations of valid objects: most stay close to the border between JSON and not.
    Random random = new Random(20261111);
    String alphabet = "{}[]\",:\\ 0123456789.eE+-truefalsn/bu\n\t\u0001é北";
    int agreedOk = 0;
    int agreedBad = 0;
    for (int round = 0; round < 200_000; round++) {
      String text =
          mutated(
              "{\"a\":\"x\\u0041\\n\",\"b\":[1,2.5e-3,{\"c\":null}],\"北\":-0.5,\"t\":true}",
              alphabet,
              random.nextInt(4),
              random);
      byte[] bytes = text.getBytes(UTF_8);
      JsonNode wanted;
      try {
        wanted = JACKSON.readTree(bytes);
      } catch (IOException malformed) {
        wanted = null;
      }
      Map<String, String> found;
      try {
        found = fields(bytes);
        found.replaceAll(
            (name, value) ->
                value.startsWith("NUMBER ")
                    ? "NUMBER " + (Double.parseDouble(value.substring("NUMBER ".length())) + 0.0)
                    : value);
      } catch (JsonSyntaxException malformed) {
        found = null;
      }
      if (wanted == null || !wanted.isObject()) {
        assertThat(found).as(text).isNull();
        agreedBad++;
      } else {
        assertThat(found).as(text).isEqualTo(fields(wanted));
        agreedOk++;
      }
    }
    assertThat(agreedOk).isGreaterThan(10_000);
    assertThat(agreedBad).isGreaterThan(10_000);
  }

  /** The text with so many characters taken out, put in or replaced. */
  private static String mutated(String valid, String alphabet, int changes, Random random) {
    StringBuilder text = new StringBuilder(valid);
    for (int i = changes; i > 0; i--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(3)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
        default -> text.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
      }
    }
    return text.toString();
  }

  /** Guessing the name must change nothing but the time it takes. */
  @Test
  void readsTheSameWhetherNamesAreGuessedOrNot() {
    JsonName[] guesses = {new JsonName("a"), new JsonName("merchant_id"), new JsonName("user_id")};
    String[] names = {"a", "merchant_id", "user_id"};
    Random random = new Random(7);
    String alphabet = "{}\":,\\ am_u0\u0001\n北";
    int guessed = 0;
    for (int round = 0; round < 100_000; round++) {
      String text =
          mutated(
              "{\"user_id\":\"1\",\"a\":\"0123456\",\"merchant_id\":\"a\\\\b北0123456789\",\"a\":7}",
              alphabet,
              random.nextInt(3),
              random);
      byte[] bytes = text.getBytes(UTF_8);
      List<String> plain = new ArrayList<>();
      List<String> quick = new ArrayList<>();
      walk(bytes, plain, null, names);
      guessed += walk(bytes, quick, guesses, names);
      assertThat(quick).as(text).isEqualTo(plain);
    }
    assertThat(guessed).isGreaterThan(100_000);
  }

  /**
   * @return how many names were guessed
   */
  private int walk(byte[] bytes, List<String> found, JsonName[] guesses, String[] names) {
    Utf8Slice name = new Utf8Slice();
    Utf8Slice value = new Utf8Slice();
    int guessed = 0;
    cursor.reset(bytes);
    try {
      cursor.enterObject();
      while (true) {
        String next = null;
        for (int i = 0; guesses != null && next == null && i < guesses.length; i++) {
          next = cursor.nextField(guesses[i]) ? names[i] : null;
        }
        if (next != null) {
          guessed++;
        } else if (cursor.nextField(name)) {
          next = name.toString();
        } else {
          break;
        }
        found.add(next + " " + cursor.readValue(value) + " " + value);
      }
      cursor.end();
      found.add("end");
    } catch (JsonSyntaxException e) {
      found.add((e.isEncoding() ? "encoding " : "syntax ") + e.getMessage());
    }
    return guessed;
  }

  @Test
  void aLongNameIsNotGuessed() {
    assertThatThrownBy(() -> new JsonName("a_name_of_14ch"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Strings are passed over eight bytes at a time. */
  @Test
  void findsWhatNeedsALookAtEveryPlaceOfAString() {
    Utf8Slice value = new Utf8Slice();
    for (int length = 0; length < 40; length++) {
      for (int at = 0; at <= length; at++) {
        String before = "x".repeat(at);
        String after = "~".repeat(length - at);
        for (String text : new String[] {"", "北", "\u007f", "\u0080"}) {
          cursor.reset(("\"" + before + text + after + "\"").getBytes(UTF_8));
          assertThat(cursor.readValue(value)).isEqualTo(JsonToken.STRING);
          cursor.end();
          assertThat(value.toString()).isEqualTo(before + text + after);
        }
        cursor.reset(("\"" + before + "\\n" + after + "\"").getBytes(UTF_8));
        cursor.readValue(value);
        assertThat(value.toString()).isEqualTo(before + "\n" + after);
        for (char control : new char[] {0, 1, '\n', 0x1f}) {
          byte[] bad = ("\"" + before + control + after + "\"").getBytes(UTF_8);
          int place = at + 1;
          cursor.reset(bad);
          assertThatThrownBy(() -> cursor.readValue(value))
              .isInstanceOf(JsonSyntaxException.class)
              .hasMessageContaining("at byte " + place + ": a control character");
        }
      }
    }
  }

  @Test
  void readsEveryCharacterAsItIsAndEscaped() throws IOException {
    for (int codePoint = 0; codePoint <= 0x10FFFF; codePoint++) {
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        continue;
      }
      String character = Character.toString(codePoint);
      String plain = JACKSON.writeValueAsString(Map.of("k", character));
      assertThat(fields(plain.getBytes(UTF_8))).containsEntry("k", "STRING " + character);
      StringBuilder escaped = new StringBuilder();
      for (char unit : character.toCharArray()) {
        escaped.append("\\u%04x".formatted((int) unit));
      }
      assertThat(fields(("{\"k\":\"" + escaped + "\"}").getBytes(UTF_8)))
          .containsEntry("k", "STRING " + character);
    }
  }

  @Test
  void refusesEverySequenceThatTheJdkTakesForMalformed() {
    Random random = new Random(7);
    for (int round = 0; round < 200_000; round++) {
      byte[] bytes = new byte[1 + random.nextInt(4)];
      random.nextBytes(bytes);
      boolean printable = true;
      for (byte b : bytes) {
        printable &= b < 0 || b >= 0x20 && b != '"' && b != '\\';
      }
      if (!printable) {
        continue;
      }
      byte[] value = new byte[bytes.length + 2];
      value[0] = '"';
      value[value.length - 1] = '"';
      System.arraycopy(bytes, 0, value, 1, bytes.length);
      boolean valid = new String(bytes, UTF_8).indexOf('\uFFFD') < 0;
      // The replacement character itself can't come up: it needs three given bytes.
      cursor.reset(value);
      Utf8Slice slice = new Utf8Slice();
      if (valid) {
        assertThat(cursor.readValue(slice)).isEqualTo(JsonToken.STRING);
        assertThat(slice.toBytes()).isEqualTo(bytes);
      } else if (!new String(bytes, UTF_8).equals("\uFFFD") || bytes.length != 3) {
        assertThatThrownBy(() -> cursor.readValue(slice)).isInstanceOf(JsonSyntaxException.class);
      }
    }
  }

  @Test
  void oneHugeStringDoesNotKeepItsBuffer() {
    cursor.reset(("{\"k\":\"\\n" + "x".repeat(1 << 20) + "\"}").getBytes(UTF_8));
    cursor.enterObject();
    Utf8Slice slice = new Utf8Slice();
    cursor.nextField(slice);
    cursor.readValue(slice);
    byte[] huge = slice.array();
    cursor.reset("{\"k\":\"\\n\"}".getBytes(UTF_8));
    cursor.enterObject();
    cursor.nextField(slice);
    cursor.readValue(slice);
    assertThat(slice.array().length).isLessThan(huge.length);
  }

  /** Top-level fields by name, the last one of a name, each as kind and text. */
  private Map<String, String> fields(byte[] json) {
    Map<String, String> fields = new LinkedHashMap<>();
    Utf8Slice name = new Utf8Slice();
    Utf8Slice text = new Utf8Slice();
    cursor.reset(json);
    cursor.enterObject();
    while (cursor.nextField(name)) {
      String key = name.toString();
      JsonToken token = cursor.readValue(text);
      fields.put(key, token + " " + text);
    }
    cursor.end();
    return fields;
  }

  private static Map<String, String> fields(JsonNode object) {
    Map<String, String> fields = new LinkedHashMap<>();
    object.properties().forEach(field -> fields.put(field.getKey(), describe(field.getValue())));
    return fields;
  }

  private static String describe(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> "STRING " + value.asText();
      // A tree forgets how a number was written; adding 0.0 makes -0 and 0 alike.
      case NUMBER -> "NUMBER " + (value.doubleValue() + 0.0);
      case BOOLEAN -> value.asBoolean() ? "TRUE " : "FALSE ";
      case NULL -> "NULL ";
      case OBJECT -> "OBJECT ";
      case ARRAY -> "ARRAY ";
      case BINARY, MISSING, POJO -> throw new AssertionError(value);
    };
  }

  @Test
  void keepsTheLiteralOfANumber() throws IOException {
    for (String literal :
        new String[] {"0", "-0", "1.50", "1e5", "2E-07", "12345678901234567890"}) {
      byte[] json = ("{\"k\":" + literal + "}").getBytes(UTF_8);
      try (JsonParser parser = JACKSON.createParser(json)) {
        parser.nextToken();
        parser.nextToken();
        parser.nextToken();
        assertThat(parser.getText()).isEqualTo(literal);
      }
      assertThat(fields(json)).containsEntry("k", "NUMBER " + literal);
    }
  }
}
