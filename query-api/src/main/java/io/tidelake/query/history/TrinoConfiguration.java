package io.tidelake.query.history;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.Properties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The pool of Trino connections: it bounds the queries at once; connections themselves are light.
 */
@Configuration(proxyBeanMethods = false)
class TrinoConfiguration {

  @Bean
  HikariDataSource trinoPool(TrinoProperties properties) {
    Properties driver = new Properties();
    driver.setProperty("user", properties.user());
    driver.setProperty("source", "tidelake-query-api");
    // One request a query instead of two: the statement travels with its values.
    driver.setProperty("explicitPrepare", "false");
    HikariConfig pool = new HikariConfig();
    pool.setPoolName("trino");
    pool.setDriverClassName("io.trino.jdbc.TrinoDriver");
    pool.setJdbcUrl(properties.url());
    pool.setDataSourceProperties(driver);
    pool.setMaximumPoolSize(properties.connections());
    pool.setMinimumIdle(1);
    pool.setConnectionTimeout(properties.queueTimeout().toMillis());
    // The service starts before Trino does.
    pool.setInitializationFailTimeout(-1);
    pool.setReadOnly(false);
    pool.setAutoCommit(true);
    return new HikariDataSource(pool);
  }
}
