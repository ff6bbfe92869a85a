package io.tidelake.query.platform;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts {@link EnvelopeErrorValve} in front of Tomcat's own error page. */
@Configuration(proxyBeanMethods = false)
class TomcatErrors {

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> errorsInTheEnvelope(
      MessageSource messages) {
    return factory ->
        factory.addContextCustomizers(
            context ->
                context.getParent().getPipeline().addValve(new EnvelopeErrorValve(messages)));
  }
}
