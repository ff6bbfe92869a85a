package io.tidelake.query.security;

import io.tidelake.query.platform.CallBudget;
import io.tidelake.query.platform.PlatformProperties;
import io.tidelake.query.platform.Refusals;
import jakarta.servlet.DispatcherType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.web.filter.CorsFilter;

/**
 * How requests come in: find the token, check it, make out the caller, charge the call, open or
 * refuse.
 *
 * <p>No defence against forged cross-site requests (CSRF) is needed: nothing here is proved by what
 * a browser sends on its own, neither cookies nor basic authentication, so another site's page can
 * only ever call as anonymous. Headers are set by {@code platform}, for every answer.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

  @Bean
  SecurityFilterChain doors(
      HttpSecurity http,
      SecurityProperties properties,
      PlatformProperties platform,
      JwtDecoder decoder,
      Doorman doorman,
      CallBudget budget,
      Refusals refusals)
      throws Exception {
    http.csrf(AbstractHttpConfigurer::disable)
        .headers(AbstractHttpConfigurer::disable)
        .httpBasic(AbstractHttpConfigurer::disable)
        .formLogin(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .anonymous(AbstractHttpConfigurer::disable)
        .sessionManagement(
            sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .oauth2ResourceServer(
            tokens ->
                tokens
                    .bearerTokenResolver(new TokenFinder())
                    .authenticationEntryPoint(doorman)
                    .accessDeniedHandler(doorman)
                    .jwt(
                        jwt ->
                            jwt.decoder(decoder)
                                .jwtAuthenticationConverter(
                                    new TokenReader(properties.roleClaim()))))
        .exceptionHandling(
            refused -> refused.authenticationEntryPoint(doorman).accessDeniedHandler(doorman))
        .addFilterBefore(
            new CallerFilter(properties.anonymous(), budget), AuthorizationFilter.class)
        .authorizeHttpRequests(
            requests -> {
              // These go on with what was let in already.
              requests
                  .dispatcherTypeMatchers(
                      DispatcherType.ASYNC, DispatcherType.ERROR, DispatcherType.FORWARD)
                  .permitAll();
              for (Door door : Door.ALL) {
                if (door.needed() == null) {
                  requests.requestMatchers(door.requests()).permitAll();
                } else {
                  requests
                      .requestMatchers(door.requests())
                      .hasAuthority(CallerToken.authority(door.needed()));
                }
              }
              requests.anyRequest().denyAll();
            });
    CorsFilter cors = CrossOrigin.filter(platform, refusals);
    http.addFilterBefore(
        cors, org.springframework.security.web.authentication.logout.LogoutFilter.class);
    return http.build();
  }
}
