package io.tidelake.query.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class MessagesTest {

  @Test
  void everythingIsSaidInBothLanguagesWithTheSameArguments() throws Exception {
    Properties zh = load("api.properties");
    Properties en = load("api_en.properties");

    assertThat(en.keySet()).isEqualTo(zh.keySet());
    for (String key : zh.stringPropertyNames()) {
      assertThat(arguments(en.getProperty(key))).as(key).isEqualTo(arguments(zh.getProperty(key)));
    }
  }

  private static java.util.Set<String> arguments(String message) {
    return java.util.regex.Pattern.compile("\\{\\d}")
        .matcher(message)
        .results()
        .map(java.util.regex.MatchResult::group)
        .collect(java.util.stream.Collectors.toSet());
  }

  private static Properties load(String name) throws Exception {
    Properties messages = new Properties();
    try (InputStream in = MessagesTest.class.getResourceAsStream("/messages/" + name)) {
      messages.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
    return messages;
  }
}
