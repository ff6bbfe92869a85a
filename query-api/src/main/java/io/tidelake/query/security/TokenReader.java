package io.tidelake.query.security;

import io.tidelake.query.platform.Caller;
import io.tidelake.query.platform.Role;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

/** Finds the caller in a token whose signature, time and audience have been checked. */
final class TokenReader implements Converter<Jwt, AbstractAuthenticationToken> {

  private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{1,100}");

  private final List<String> roleClaim;

  TokenReader(String roleClaim) {
    this.roleClaim = List.of(roleClaim.split("\\."));
  }

  @Override
  public AbstractAuthenticationToken convert(Jwt token) {
    String name = token.getSubject();
    if (name == null || !NAME.matcher(name).matches() || name.equals(Caller.ANONYMOUS)) {
      throw new InvalidBearerTokenException("the token names no user");
    }
    Role highest = highestRole(claim(token.getClaims()));
    if (highest == null) {
      throw new InvalidBearerTokenException("the token names no role");
    }
    return new CallerToken(new Caller(name, highest, ""));
  }

  private @Nullable Object claim(Map<String, Object> claims) {
    Object found = claims;
    for (String step : roleClaim) {
      found = found instanceof Map<?, ?> map ? map.get(step) : null;
    }
    return found;
  }

  private static @Nullable Role highestRole(@Nullable Object claim) {
    Collection<?> names =
        claim instanceof Collection<?> several ? several : List.of(String.valueOf(claim));
    Role highest = null;
    for (Role role : Role.values()) {
      if (names.stream()
          .anyMatch(name -> String.valueOf(name).toLowerCase(Locale.ROOT).equals(role.word()))) {
        highest = role;
      }
    }
    return highest;
  }
}
