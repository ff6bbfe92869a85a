package io.tidelake.query.security;

import io.tidelake.query.platform.Caller;
import io.tidelake.query.platform.Role;
import java.util.Arrays;
import java.util.List;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** A caller whose token was accepted. The token itself is not kept. */
final class CallerToken extends AbstractAuthenticationToken {

  private static final long serialVersionUID = 1L;

  private final transient Caller caller;

  CallerToken(Caller caller) {
    super(authorities(caller.role()));
    this.caller = caller;
    setAuthenticated(true);
  }

  /** One for each role that this one includes. */
  static List<GrantedAuthority> authorities(Role role) {
    return Arrays.stream(Role.values())
        .filter(role::includes)
        .<GrantedAuthority>map(included -> new SimpleGrantedAuthority(authority(included)))
        .toList();
  }

  static String authority(Role role) {
    return "ROLE_" + role.name();
  }

  @Override
  public Caller getPrincipal() {
    return caller;
  }

  @Override
  public Object getCredentials() {
    return "";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CallerToken token && token.caller.equals(caller);
  }

  @Override
  public int hashCode() {
    return caller.hashCode();
  }
}
