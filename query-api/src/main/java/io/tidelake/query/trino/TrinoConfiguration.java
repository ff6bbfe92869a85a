package io.tidelake.query.trino;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.Properties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The pools of Trino connections: they bound what runs at once; connections themselves are light.
 * Exports have one of their own, so that they never take the turn of a query.
 */
@Configuration(proxyBeanMethods = false)
class TrinoConfiguration {

  static final String QUERIES = "trinoQueries";
  static final String STREAMS = "trinoStreams";

  @Bean(QUERIES)
  HikariDataSource queries(TrinoProperties properties) {
    return pool("trino", properties, properties.connections(), 1);
  }

  @Bean(STREAMS)
  HikariDataSource streams(TrinoProperties properties) {
    return pool("trino-streams", properties, properties.streams(), 0);
  }

  private static HikariDataSource pool(
      String name, TrinoProperties properties, int connections, int idle) {
    Properties driver = new Properties();
    driver.setProperty("user", properties.user());
    driver.setProperty("source", "tidelake-query-api");
    // One request a query instead of two: the statement travels with its values.
    driver.setProperty("explicitPrepare", "false");
    HikariConfig pool = new HikariConfig();
    pool.setPoolName(name);
    pool.setDriverClassName("io.trino.jdbc.TrinoDriver");
    pool.setJdbcUrl(properties.url());
    pool.setDataSourceProperties(driver);
    pool.setMaximumPoolSize(connections);
    pool.setMinimumIdle(idle);
    pool.setConnectionTimeout(properties.queueTimeout().toMillis());
    // The service starts before Trino does.
    pool.setInitializationFailTimeout(-1);
    pool.setReadOnly(false);
    pool.setAutoCommit(true);
    return new HikariDataSource(pool);
  }
}
