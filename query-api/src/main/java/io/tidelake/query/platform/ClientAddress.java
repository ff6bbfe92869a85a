package io.tidelake.query.platform;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.web.util.matcher.IpAddressMatcher;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Makes {@code getRemoteAddr} the client's address also behind proxies, for limits, live
 * connections and the audit log alike. {@code X-Forwarded-For} counts only if it comes from a
 * trusted proxy, and of it only what trusted proxies wrote: it is read from its end, up to the
 * first address that is not one of theirs. Whatever a client wrote before that is ignored.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class ClientAddress extends OncePerRequestFilter {

  private static final String FORWARDED_FOR = "X-Forwarded-For";

  /** Only what looks like an address is handed on: names would be looked up. */
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]{7,15}|[0-9A-Fa-f:.]{2,45}");

  private final List<IpAddressMatcher> trusted;

  ClientAddress(PlatformProperties properties) {
    this.trusted = properties.trustedProxies().stream().map(ClientAddress::matcher).toList();
  }

  private static IpAddressMatcher matcher(String range) {
    try {
      return new IpAddressMatcher(range);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "tidelake.trusted-proxies: '%s' is no address: give addresses or ranges such as 10.0.0.0/8"
              .formatted(range),
          e);
    }
  }

  @Override
  protected boolean shouldNotFilterAsyncDispatch() {
    return false;
  }

  @Override
  protected boolean shouldNotFilterErrorDispatch() {
    return false;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String direct = request.getRemoteAddr();
    String client = client(direct, request.getHeaders(FORWARDED_FOR));
    chain.doFilter(
        client.equals(direct) ? request : new AddressedRequest(request, client), response);
  }

  /** The address of the client, as far as it can be believed. */
  String client(String direct, Enumeration<String> forwardedFor) {
    if (trusted.isEmpty() || !isTrusted(direct)) {
      return direct;
    }
    List<String> hops = new ArrayList<>();
    for (String line : Collections.list(forwardedFor)) {
      for (String hop : line.split(",")) {
        hops.add(hop.strip());
      }
    }
    String client = direct;
    for (String hop : hops.reversed()) {
      if (!ADDRESS.matcher(hop).matches()) {
        return client;
      }
      client = hop;
      if (!isTrusted(hop)) {
        return client;
      }
    }
    return client;
  }

  private boolean isTrusted(String address) {
    try {
      return trusted.stream().anyMatch(range -> range.matches(address));
    } catch (IllegalArgumentException noAddress) {
      return false;
    }
  }

  private static final class AddressedRequest extends HttpServletRequestWrapper {

    private final String address;

    private AddressedRequest(HttpServletRequest request, String address) {
      super(request);
      this.address = address;
    }

    @Override
    public String getRemoteAddr() {
      return address;
    }

    @Override
    public String getRemoteHost() {
      return address;
    }
  }
}
