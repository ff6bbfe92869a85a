package io.tidelake.query.security;

import io.tidelake.query.platform.CallBudget;
import io.tidelake.query.platform.Caller;
import io.tidelake.query.platform.Role;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Makes every request that of a {@link Caller} with an address, with a token or without, and takes
 * it off the caller's budget before it is decided whether it may come in.
 */
final class CallerFilter extends OncePerRequestFilter {

  private final SecurityProperties.Anonymous anonymous;
  private final CallBudget budget;
  // Where asynchronous answers look for the caller again.
  private final SecurityContextRepository contexts =
      new RequestAttributeSecurityContextRepository();

  CallerFilter(SecurityProperties.Anonymous anonymous, CallBudget budget) {
    this.anonymous = anonymous;
    this.budget = budget;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Authentication known = SecurityContextHolder.getContext().getAuthentication();
    Authentication authentication =
        known instanceof CallerToken token
            ? token(token.getPrincipal(), request.getRemoteAddr())
            : anonymous(request.getRemoteAddr());
    Caller caller = (Caller) authentication.getPrincipal();
    caller.attachTo(request);
    SecurityContext context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(authentication);
    SecurityContextHolder.setContext(context);
    contexts.saveContext(context, request, response);
    if (budget.spend(request, response, caller)) {
      chain.doFilter(request, response);
    }
  }

  private static Authentication token(Caller caller, String address) {
    return new CallerToken(new Caller(caller.name(), caller.role(), address));
  }

  private Authentication anonymous(String address) {
    Caller caller = new Caller(Caller.ANONYMOUS, anonymous.role().orElse(Role.VIEWER), address);
    List<GrantedAuthority> authorities =
        anonymous
            .role()
            .map(CallerToken::authorities)
            .orElse(List.of(new SimpleGrantedAuthority("ROLE_NONE")));
    return new AnonymousAuthenticationToken("tidelake", caller, authorities);
  }
}
