package io.tidelake.query.trino;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A question to Trino, with named parameters ({@code :name}) and, where Trino takes no parameter,
 * places ({@code {name}}) for the id of a snapshot or for rows out of other files of SQL.
 *
 * @param name what threads and metrics call it
 * @param text the statement, without a semicolon
 */
public record Sql(String name, String text) {

  /**
   * The question in the resource {@code /sql/<path>.sql}.
   *
   * @throws IllegalStateException if there is none
   */
  public static Sql resource(String path) {
    String file = "/sql/" + path + ".sql";
    try (InputStream in = Sql.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + file);
      }
      return new Sql(path.replace('/', '-'), new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The same with a snapshot to read, as in {@code FOR VERSION AS OF {name}}.
   *
   * @throws IllegalArgumentException if there is no such place
   */
  public Sql at(String place, long snapshot) {
    return filled(place, Long.toString(snapshot));
  }

  /**
   * The same with all rows of some selects, as in {@code FROM ({name})}.
   *
   * @throws IllegalArgumentException if there is no such place, or nothing to fill it with
   */
  public Sql from(String place, List<Sql> rows) {
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(name + " reads nothing");
    }
    return filled(place, rows.stream().map(Sql::text).collect(Collectors.joining("\nUNION ALL\n")));
  }

  private Sql filled(String place, String value) {
    String mark = "{" + place + "}";
    // In the comment at the head of a file a place may be explained.
    String statement = withoutComments(text);
    if (!statement.contains(mark)) {
      throw new IllegalArgumentException(name + " has no place " + mark);
    }
    return new Sql(name, statement.replace(mark, value));
  }

  private static String withoutComments(String text) {
    return text.lines()
        .filter(line -> !line.stripLeading().startsWith("--"))
        .collect(Collectors.joining("\n"));
  }
}
