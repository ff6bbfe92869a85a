package io.tidelake.query.platform;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Who makes a call. Immutable, so work that goes on on another thread takes it along.
 *
 * @param name the subject of the token, or {@link #ANONYMOUS}
 * @param address of the client; behind a trusted proxy the one the proxy names
 */
public record Caller(String name, Role role, String address) {

  /** A caller without a token. A token of this name is not accepted. */
  public static final String ANONYMOUS = "anonymous";

  /**
   * The caller of the request that this thread answers.
   *
   * <p>Every request has one: who may not come in gets no further than the door. On any other
   * thread this is an anonymous viewer, who may do least.
   */
  public static Caller current() {
    Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
    return authentication != null && authentication.getPrincipal() instanceof Caller caller
        ? caller
        : new Caller(ANONYMOUS, Role.VIEWER, "unknown");
  }

  /** The caller of that request: known also where no security context is, as when it has ended. */
  public static Caller of(HttpServletRequest request) {
    return request.getAttribute(Caller.class.getName()) instanceof Caller caller
        ? caller
        : new Caller(ANONYMOUS, Role.VIEWER, request.getRemoteAddr());
  }

  public void attachTo(HttpServletRequest request) {
    request.setAttribute(Caller.class.getName(), this);
  }

  public boolean isAnonymous() {
    return name.equals(ANONYMOUS);
  }
}
