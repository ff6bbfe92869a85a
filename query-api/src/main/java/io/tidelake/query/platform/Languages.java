package io.tidelake.query.platform;

import java.util.List;
import java.util.Locale;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.i18n.AcceptHeaderLocaleResolver;

/** Chinese, as the original system spoke, or English for a client that asks for it. */
@Configuration(proxyBeanMethods = false)
class Languages {

  @Bean
  LocaleResolver localeResolver() {
    AcceptHeaderLocaleResolver resolver = new AcceptHeaderLocaleResolver();
    resolver.setSupportedLocales(List.of(Locale.CHINESE, Locale.ENGLISH));
    resolver.setDefaultLocale(Locale.CHINESE);
    return resolver;
  }
}
