package io.tidelake.query.platform;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Tomcat as this service needs it. */
@Configuration(proxyBeanMethods = false)
class TomcatConfiguration {

  /** Puts {@link EnvelopeErrorValve} in front of Tomcat's own error page. */
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> errorsInTheEnvelope(
      MessageSource messages) {
    return factory ->
        factory.addContextCustomizers(
            context ->
                context.getParent().getPipeline().addValve(new EnvelopeErrorValve(messages)));
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> anEndToPatience(
      PlatformProperties properties) {
    return factory -> {
      factory.setProtocol(BoundedHttp.class.getName());
      factory.addConnectorCustomizers(
          connector -> {
            if (connector.getProtocolHandler() instanceof BoundedHttp http) {
              http.setPatience(properties.headTimeout(), properties.bodyTimeout());
            }
          });
      factory.addEngineValves(new UnreadBody());
    };
  }
}
