package io.tidelake.query.limits;

import com.github.benmanes.caffeine.cache.Ticker;
import io.tidelake.query.platform.ApiException;
import io.tidelake.query.platform.CallBudget;
import io.tidelake.query.platform.CallPath;
import io.tidelake.query.platform.Caller;
import io.tidelake.query.platform.ErrorCode;
import io.tidelake.query.platform.Refusals;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Charges REST calls to their callers: to the user if there is a token, else to the address. The
 * page, its files, health and metrics cost nothing; live connections are counted where they are
 * made.
 *
 * <p>Headers are those of the IETF draft "RateLimit header fields for HTTP" in its list syntax.
 */
@Component
final class CallLimits implements CallBudget {

  /** An IPv6 network of one household holds more addresses than there is memory. */
  private static final int IPV6_NETWORK_BYTES = 8;

  private final Budget calls;
  private final Budget exports;
  private final Refusals refusals;

  @Autowired
  CallLimits(LimitProperties properties, Refusals refusals) {
    this(properties, refusals, Ticker.systemTicker());
  }

  CallLimits(LimitProperties properties, Refusals refusals, Ticker clock) {
    this.calls =
        new Budget(
            "calls",
            properties.callsPerMinute(),
            Duration.ofMinutes(1),
            properties.maxCallers(),
            clock);
    this.exports =
        new Budget(
            "exports",
            properties.exportsPerHour(),
            Duration.ofHours(1),
            properties.maxCallers(),
            clock);
    this.refusals = refusals;
  }

  @Override
  public boolean spend(HttpServletRequest request, HttpServletResponse response, Caller caller) {
    String path = CallPath.of(request);
    if (!isCall(path)) {
      return true;
    }
    String key = key(caller);
    List<Budget> budgets =
        isExport(request.getMethod(), path) ? List.of(calls, exports) : List.of(calls);
    List<String> states = new ArrayList<>();
    Budget exhausted = null;
    long retryAfter = 0;
    for (Budget budget : budgets) {
      Budget.Account account = budget.spend(key);
      states.add(budget.state(account));
      if (!account.granted()) {
        exhausted = budget;
        retryAfter = account.resetSeconds();
        break;
      }
    }
    response.setHeader(
        "RateLimit-Policy", String.join(", ", budgets.stream().map(Budget::policy).toList()));
    response.setHeader("RateLimit", String.join(", ", states));
    if (exhausted == null) {
      return true;
    }
    response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(retryAfter));
    refusals.answer(
        request,
        response,
        new ApiException(
            ErrorCode.UNAVAILABLE,
            HttpStatus.TOO_MANY_REQUESTS,
            null,
            exhausted == exports ? "limit.exports" : "limit.calls",
            Integer.toString(exhausted.calls()),
            Long.toString(retryAfter)));
    return false;
  }

  private static boolean isCall(String path) {
    return path.startsWith("/api/") || path.startsWith("/downloads/") || path.startsWith("/v3/");
  }

  /** Beginning one; looking after its job, or fetching what it made, is a call like any other. */
  static boolean isExport(String method, String path) {
    return !method.equals("HEAD") && path.startsWith("/api/export_user_stats");
  }

  static String key(Caller caller) {
    return caller.isAnonymous() ? "address " + network(caller.address()) : "user " + caller.name();
  }

  private static String network(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    try {
      // Never looked up: with a colon it is no name.
      InetAddress parsed = InetAddress.getByName(address);
      return parsed instanceof Inet6Address
          ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), IPV6_NETWORK_BYTES))
          : parsed.getHostAddress();
    } catch (UnknownHostException noAddress) {
      return address;
    }
  }
}
