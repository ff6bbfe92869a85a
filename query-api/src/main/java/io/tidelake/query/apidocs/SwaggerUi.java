package io.tidelake.query.apidocs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Swagger UI at {@code /swagger-ui}: its own files, with a page of ours that loads nothing from
 * elsewhere and runs no script of its own, as the service's Content-Security-Policy wants it.
 */
@Configuration(proxyBeanMethods = false)
class SwaggerUi implements WebMvcConfigurer {

  private static final String PATH = "/swagger-ui/";
  private static final String PACKAGE = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";

  @Override
  public void addResourceHandlers(ResourceHandlerRegistry registry) {
    registry
        .addResourceHandler(PATH + "**")
        .addResourceLocations(
            "classpath:/swagger-ui/",
            "classpath:/META-INF/resources/webjars/swagger-ui/" + version() + "/");
  }

  @Override
  public void addViewControllers(ViewControllerRegistry registry) {
    for (String path : new String[] {"/swagger-ui", PATH, "/swagger-ui.html"}) {
      registry.addRedirectViewController(path, PATH + "index.html");
    }
  }

  private static String version() {
    try (InputStream in = SwaggerUi.class.getResourceAsStream(PACKAGE)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + PACKAGE);
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
