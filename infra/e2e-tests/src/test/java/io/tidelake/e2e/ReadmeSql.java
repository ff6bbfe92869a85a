package io.tidelake.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The SQL of a README as it stands there, statement by statement. */
final class ReadmeSql {

  /** The name of the backup that statements ask for. */
  static final String BACKUP = "backup-20261123T020000Z";

  /** The time that one asks for. */
  static final String TIME = "2026-11-23 10:00:00 Asia/Shanghai";

  /** The offset whose commit one looks for, in partition 2. */
  static final String OFFSET = "12345";

  private static final Pattern BLOCK = Pattern.compile("(?ms)^```sql\\R(.*?)^```");
  private static final Pattern COMMENT = Pattern.compile("(?m)--.*$");

  private ReadmeSql() {}

  static List<String> statements(Path readme) throws IOException {
    List<String> statements = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(readme));
    while (block.find()) {
      for (String statement : COMMENT.matcher(block.group(1)).replaceAll("").split(";")) {
        if (!statement.isBlank()) {
          statements.add(statement.strip());
        }
      }
    }
    return statements;
  }

  /** The one that has the text. */
  static String statement(Path readme, String text) throws IOException {
    return statements(readme).stream()
        .filter(statement -> statement.contains(text))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no statement of " + readme + " has " + text));
  }
}
