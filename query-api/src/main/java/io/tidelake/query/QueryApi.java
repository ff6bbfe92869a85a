package io.tidelake.query;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the service. Every setting and its default stands in {@code application.yaml}. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class QueryApi {

  public static void main(String[] arguments) {
    SpringApplication.run(QueryApi.class, arguments);
  }
}
