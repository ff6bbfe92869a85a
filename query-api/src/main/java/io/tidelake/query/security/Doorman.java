package io.tidelake.query.security;

import io.tidelake.query.platform.ApiException;
import io.tidelake.query.platform.CallBudget;
import io.tidelake.query.platform.Caller;
import io.tidelake.query.platform.ErrorCode;
import io.tidelake.query.platform.Refusals;
import io.tidelake.query.platform.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.stereotype.Component;

/**
 * Says no: 401 to who has no token or a bad one, 403 to whose role is too low, both with code 1007;
 * 503 with code 1008 to whose token nobody can check now.
 */
@Component
final class Doorman implements AuthenticationEntryPoint, AccessDeniedHandler {

  private static final String CHALLENGE = "Bearer realm=\"tidelake\"";

  private final Refusals refusals;
  private final CallBudget budget;

  Doorman(Refusals refusals, CallBudget budget) {
    this.refusals = refusals;
    this.budget = budget;
  }

  /** No token, or one that is not accepted. */
  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException problem) {
    if (problem instanceof IssuerUnavailableException) {
      if (budget.spend(request, response, Caller.of(request))) {
        refusals.answer(
            request,
            response,
            new ApiException(
                ErrorCode.UNAVAILABLE, HttpStatus.SERVICE_UNAVAILABLE, problem, "identity.issuer"));
      }
      return;
    }
    if (problem instanceof OAuth2AuthenticationException) {
      // Guessing costs as much as calling.
      if (budget.spend(request, response, Caller.of(request))) {
        challenge(response, CHALLENGE + ", error=\"invalid_token\"");
        refuse(request, response, HttpStatus.UNAUTHORIZED, "identity.not-accepted");
      }
      return;
    }
    challenge(response, CHALLENGE);
    refuse(
        request,
        response,
        HttpStatus.UNAUTHORIZED,
        "identity.missing",
        request.getMethod(),
        request.getRequestURI(),
        word(needed(request)));
  }

  /** A token whose role is too low. */
  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException problem) {
    challenge(response, CHALLENGE + ", error=\"insufficient_scope\"");
    refuse(
        request,
        response,
        HttpStatus.FORBIDDEN,
        "identity.role",
        request.getMethod(),
        request.getRequestURI(),
        word(needed(request)),
        Caller.of(request).role().word());
  }

  private static void challenge(HttpServletResponse response, String challenge) {
    response.setHeader(HttpHeaders.WWW_AUTHENTICATE, challenge);
  }

  private void refuse(
      HttpServletRequest request,
      HttpServletResponse response,
      HttpStatus status,
      String message,
      Object... arguments) {
    refusals.answer(
        request, response, new ApiException(ErrorCode.FORBIDDEN, status, null, message, arguments));
  }

  private static @Nullable Role needed(HttpServletRequest request) {
    return Door.ALL.stream()
        .filter(door -> door.requests().matches(request))
        .findFirst()
        .map(Door::needed)
        .orElse(null);
  }

  private static String word(@Nullable Role role) {
    return role == null ? "" : role.word();
  }
}
