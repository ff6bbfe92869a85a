package io.tidelake.stack.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Access tokens of the service: JSON Web Tokens signed with the key of the stack (HS256). */
public final class AccessToken {

  /** Issuer and audience, as the service expects them. */
  private static final String TIDELAKE = "tidelake";

  private static final String ALGORITHM = "HmacSHA256";

  private AccessToken() {}

  /**
   * @param role one of {@code viewer}, {@code analyst}, {@code admin}
   */
  public static String sign(
      Secrets secrets, String user, String role, Instant now, Duration validity) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", TIDELAKE);
    claims.put("aud", TIDELAKE);
    claims.put("sub", user);
    claims.put("role", role);
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.plus(validity).getEpochSecond());
    claims.put("jti", UUID.randomUUID().toString());
    String content = encoded(Map.of("alg", "HS256")) + "." + encoded(claims);
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(HexFormat.of().parseHex(secrets.tokenKey()), ALGORITHM));
      return content + "." + base64(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(Map<String, Object> json) {
    try {
      return base64(Http.JSON.writeValueAsBytes(json));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
