package io.tidelake.ingest.trino;

import java.net.ConnectException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;

/**
 * Where Trino is.
 *
 * @param url for JDBC: {@code jdbc:trino://host:port/catalog/schema}
 */
public record TrinoAddress(String url) {

  /**
   * @param given a JDBC URL, or {@code http(s)://host:port} for {@code lake/taobao}
   */
  public static TrinoAddress of(String given) {
    for (String scheme : new String[] {"https://", "http://"}) {
      if (given.startsWith(scheme)) {
        String authority = given.substring(scheme.length()).replaceFirst("/.*", "");
        String options = scheme.startsWith("https") ? "?SSL=true" : "";
        return new TrinoAddress("jdbc:trino://" + authority + "/lake/taobao" + options);
      }
    }
    return new TrinoAddress(given);
  }

  /**
   * A connection; asks nothing yet.
   *
   * @param user unless the URL names one
   * @param options further properties of the driver
   */
  public Connection connect(String user, Map<String, String> options) throws SQLException {
    Properties properties = new Properties();
    properties.putAll(options);
    if (!url.contains("user=")) {
      properties.setProperty("user", user);
    }
    return DriverManager.getConnection(url, properties);
  }

  /** What went wrong and what to do about it, in one line. */
  public String explain(SQLException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException) {
        return "Trino does not answer at %s: is the stack up? ./tidelake up (or give --trino-url)"
            .formatted(url);
      }
    }
    String message =
        String.valueOf(failure.getMessage())
            .lines()
            .findFirst()
            .orElse("")
            .replaceFirst("^Query failed \\(#\\w+\\): ", "")
            .replaceFirst("^line \\d+:\\d+: ", "");
    return message.contains("does not exist")
        ? "%s: start the streaming job, which creates the tables (%s)".formatted(message, url)
        : "Trino at %s: %s".formatted(url, message);
  }
}
