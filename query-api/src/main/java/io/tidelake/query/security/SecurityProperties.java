package io.tidelake.query.security;

import io.tidelake.query.platform.Role;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.Locale;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Tokens and what goes without them.
 *
 * @param anonymous role of callers without a token; {@code none} closes everything but health and
 *     the page's own files
 * @param issuer address of an OIDC issuer whose tokens are accepted; empty: none
 * @param audience that a token must be made for
 * @param roleClaim where a token names the role, one or a list of them; nested claims by dots, such
 *     as {@code realm_access.roles}
 * @param key by which tokens of {@code ./tidelake token} are signed (HMAC-SHA256), at least 32
 *     bytes in hexadecimal; empty: none are accepted
 */
@Validated
@ConfigurationProperties("tidelake.security")
record SecurityProperties(
    @NotNull @DefaultValue("analyst") Anonymous anonymous,
    @NotNull @Pattern(regexp = "(https?://.+)?") @DefaultValue("") String issuer,
    @NotBlank @DefaultValue("tidelake") String audience,
    @NotBlank @DefaultValue("role") String roleClaim,
    @NotNull @Pattern(regexp = "(([0-9a-fA-F]{2}){32,})?") @DefaultValue("") String key) {

  SecurityProperties {
    if (anonymous == Anonymous.NONE && issuer.isBlank() && key.isBlank()) {
      throw new IllegalArgumentException(
          "tidelake.security.anonymous=none shuts everybody out as long as no token is accepted:"
              + " set tidelake.security.key or tidelake.security.issuer");
    }
  }

  /** Never administrators: those have a name. */
  enum Anonymous {
    NONE,
    VIEWER,
    ANALYST;

    Optional<Role> role() {
      return switch (this) {
        case NONE -> Optional.empty();
        case VIEWER -> Optional.of(Role.VIEWER);
        case ANALYST -> Optional.of(Role.ANALYST);
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Without the key: settings may be logged. */
  @Override
  public String toString() {
    return "SecurityProperties[anonymous=%s, issuer=%s, audience=%s, roleClaim=%s]"
        .formatted(anonymous, issuer, audience, roleClaim);
  }
}
