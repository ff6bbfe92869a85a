package io.tidelake.query.security;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * Which tokens are accepted. Each kind has a decoder of its own that takes only its own signature
 * algorithms, so that a public key can never be taken for the secret one.
 */
@Configuration(proxyBeanMethods = false)
class TokenDecoders {

  /** Issuer of the tokens that {@code ./tidelake token} makes. */
  static final String LOCAL_ISSUER = "tidelake";

  /** Signatures that issuers make: what proves them can be read by all. */
  private static final Set<JWSAlgorithm> PUBLIC_KEYS =
      Set.copyOf(
          Stream.of(JWSAlgorithm.Family.RSA, JWSAlgorithm.Family.EC)
              .flatMap(Collection::stream)
              .toList());

  private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

  @Bean
  JwtDecoder jwtDecoder(SecurityProperties properties) {
    JwtDecoder local = properties.key().isEmpty() ? none() : local(properties);
    JwtDecoder foreign = properties.issuer().isEmpty() ? none() : foreign(properties);
    return token -> (isLocal(token) ? local : foreign).decode(token);
  }

  /** Only chooses the decoder: what the header says is proved by the signature. */
  private static boolean isLocal(String token) {
    try {
      return JWSHeader.parse(new Base64URL(token.split("\\.", 2)[0]))
          .getAlgorithm()
          .equals(JWSAlgorithm.HS256);
    } catch (java.text.ParseException | IllegalArgumentException unreadable) {
      return false;
    }
  }

  private static JwtDecoder local(SecurityProperties properties) {
    SecretKey key = new SecretKeySpec(HexFormat.of().parseHex(properties.key()), "HmacSHA256");
    NimbusJwtDecoder decoder =
        NimbusJwtDecoder.withSecretKey(key).macAlgorithm(MacAlgorithm.HS256).build();
    decoder.setJwtValidator(validator(LOCAL_ISSUER, properties.audience()));
    return decoder;
  }

  private static JwtDecoder foreign(SecurityProperties properties) {
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(PUBLIC_KEYS, new IssuerKeys(properties.issuer())));
    // Claims are checked below.
    processor.setJWTClaimsSetVerifier((claims, context) -> {});
    NimbusJwtDecoder decoder = new NimbusJwtDecoder(processor);
    decoder.setJwtValidator(validator(properties.issuer(), properties.audience()));
    return token -> {
      try {
        return decoder.decode(token);
      } catch (BadJwtException bad) {
        throw bad;
      } catch (JwtException unchecked) {
        throw new IssuerUnavailableException(unchecked);
      }
    };
  }

  private static JwtDecoder none() {
    return token -> {
      throw new BadJwtException("no token of this kind is accepted");
    };
  }

  private static OAuth2TokenValidator<Jwt> validator(String issuer, String audience) {
    return new DelegatingOAuth2TokenValidator<>(
        new JwtTimestampValidator(CLOCK_SKEW),
        // A token that never ends can't be taken back.
        new JwtClaimValidator<Object>(JwtClaimNames.EXP, end -> end != null),
        new JwtIssuerValidator(issuer),
        new JwtClaimValidator<List<String>>(
            JwtClaimNames.AUD, all -> all != null && all.contains(audience)));
  }
}
