package io.tidelake.query.live;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Hides what a client offers to compress from the handshake where it is not to be granted. Tomcat
 * grants whatever it knows, also if the handshake handler selects no extension.
 */
@Component
class CompressionFilter extends OncePerRequestFilter {

  private static final String OFFER = "Sec-WebSocket-Extensions";

  private final Compression compression;

  CompressionFilter(LiveProperties properties) {
    this.compression = properties.compression();
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    // The address is the client's also behind a proxy.
    boolean granted =
        request.getHeader(OFFER) == null || compression.grantedTo(request.getRemoteAddr());
    chain.doFilter(granted ? request : new WithoutOffer(request), response);
  }

  private static final class WithoutOffer extends HttpServletRequestWrapper {

    private WithoutOffer(HttpServletRequest request) {
      super(request);
    }

    @Override
    public @Nullable String getHeader(String name) {
      return OFFER.equalsIgnoreCase(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
      return OFFER.equalsIgnoreCase(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
      return Collections.enumeration(
          Collections.list(super.getHeaderNames()).stream()
              .filter(name -> !OFFER.equalsIgnoreCase(name))
              .toList());
    }
  }
}
