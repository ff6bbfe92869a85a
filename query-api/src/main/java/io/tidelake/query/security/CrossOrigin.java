package io.tidelake.query.security;

import io.tidelake.query.platform.ApiException;
import io.tidelake.query.platform.ErrorCode;
import io.tidelake.query.platform.PlatformProperties;
import io.tidelake.query.platform.Refusals;
import io.tidelake.query.platform.RequestIds;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.DefaultCorsProcessor;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;

/**
 * Which other sites' pages may read answers. Live connections check origins themselves, since
 * browsers do not ask before they open one.
 */
final class CrossOrigin {

  private CrossOrigin() {}

  static CorsFilter filter(PlatformProperties properties, Refusals refusals) {
    CorsFilter filter = new CorsFilter(source(properties.allowedOrigins()));
    filter.setCorsProcessor(new EnvelopeCorsProcessor(refusals));
    return filter;
  }

  /** Without configured origins nothing is allowed and nothing checked: browsers see to that. */
  private static CorsConfigurationSource source(List<String> origins) {
    UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
    if (!origins.isEmpty()) {
      CorsConfiguration cors = new CorsConfiguration();
      cors.setAllowedOriginPatterns(origins);
      cors.setAllowedMethods(List.of("GET", "HEAD", "POST", "DELETE"));
      cors.setAllowedHeaders(
          List.of(
              HttpHeaders.AUTHORIZATION,
              HttpHeaders.ACCEPT_LANGUAGE,
              HttpHeaders.CONTENT_TYPE,
              HttpHeaders.IF_NONE_MATCH,
              RequestIds.HEADER));
      cors.setExposedHeaders(
          List.of(
              RequestIds.HEADER,
              HttpHeaders.CONTENT_DISPOSITION,
              HttpHeaders.ETAG,
              HttpHeaders.LOCATION,
              HttpHeaders.RETRY_AFTER,
              HttpHeaders.WWW_AUTHENTICATE,
              "RateLimit",
              "RateLimit-Policy"));
      // A token is sent by the page, never by the browser on its own.
      cors.setAllowCredentials(false);
      cors.setMaxAge(Duration.ofHours(1));
      for (String paths : List.of("/api/**", "/downloads/**", "/v3/api-docs/**")) {
        source.registerCorsConfiguration(paths, cors);
      }
    }
    return source;
  }

  private static final class EnvelopeCorsProcessor extends DefaultCorsProcessor {

    private final Refusals refusals;

    private EnvelopeCorsProcessor(Refusals refusals) {
      this.refusals = refusals;
    }

    @Override
    public boolean processRequest(
        @Nullable CorsConfiguration configuration,
        HttpServletRequest request,
        HttpServletResponse response)
        throws IOException {
      boolean allowed = super.processRequest(configuration, request, response);
      if (!allowed) {
        refusals.answer(
            request,
            response,
            new ApiException(
                ErrorCode.FORBIDDEN,
                HttpStatus.FORBIDDEN,
                null,
                "origin.not-allowed",
                String.valueOf(request.getHeader(HttpHeaders.ORIGIN))));
      }
      return allowed;
    }

    /** Answered above, in the envelope. */
    @Override
    protected void rejectRequest(ServerHttpResponse response) {
      response.setStatusCode(HttpStatus.FORBIDDEN);
    }
  }
}
