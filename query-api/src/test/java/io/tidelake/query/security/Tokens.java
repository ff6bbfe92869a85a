package io.tidelake.query.security;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.function.UnaryOperator;

/** Tokens as {@code ./tidelake token} makes them, and worse ones. */
public final class Tokens {

  public static final String KEY =
      "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

  private Tokens() {}

  public static String of(String user, String role) {
    return signed(KEY, claims -> claims.subject(user).claim("role", role));
  }

  public static String signed(String key, UnaryOperator<JWTClaimsSet.Builder> claims) {
    try {
      JWTClaimsSet.Builder usual =
          new JWTClaimsSet.Builder()
              .issuer("tidelake")
              .audience("tidelake")
              .subject("someone")
              .claim("role", "viewer")
              .expirationTime(Date.from(Instant.now().plusSeconds(600)));
      SignedJWT token =
          new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims.apply(usual).build());
      token.sign(new MACSigner(HexFormat.of().parseHex(key)));
      return token.serialize();
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
