package io.tidelake.query.security;

import org.springframework.security.core.AuthenticationException;

/** A token could not be checked, since its issuer did not tell its keys: nobody's fault here. */
final class IssuerUnavailableException extends AuthenticationException {

  private static final long serialVersionUID = 1L;

  IssuerUnavailableException(Throwable cause) {
    super("the issuer of the token can't be asked for its keys", cause);
  }
}
