package io.tidelake.query.export;

import io.tidelake.query.platform.Caller;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What stands for a {@code user_id} outside of the lake: {@code p_} and the first 96 bits of its
 * HMAC-SHA-256 in hexadecimal. The same user has the same pseudonym everywhere; without the key
 * nobody finds the user behind it, nor can check a guess.
 *
 * <p>In Trino: {@code 'p_' || substr(lower(to_hex(hmac_sha256(to_utf8(user_id), key))), 1, 24)}.
 */
@Component
class Pseudonyms {

  private static final Logger LOG = LoggerFactory.getLogger(Pseudonyms.class);
  private static final String ALGORITHM = "HmacSHA256";
  private static final String PREFIX = "p_";
  private static final int BYTES = 12;
  private static final int RANDOM_KEY_BYTES = 32;

  /** Users come again and again: the last ones of an export are remembered. */
  private static final int REMEMBERED = 1 << 14;

  private final SecretKeySpec key;
  private final MaskingProperties properties;

  Pseudonyms(MaskingProperties properties) {
    this.properties = properties;
    byte[] bytes = HexFormat.of().parseHex(properties.key());
    if (bytes.length == 0) {
      LOG.warn(
          "tidelake.masking.key is not set: pseudonyms of users change with each start of the"
              + " service. Set it to at least 16 random bytes in hexadecimal");
      bytes = new byte[RANDOM_KEY_BYTES];
      new SecureRandom().nextBytes(bytes);
    }
    this.key = new SecretKeySpec(bytes, ALGORITHM);
  }

  /** Whether the caller may see users by their own names. */
  boolean sees(Caller caller) {
    return caller.role().includes(properties.visibleTo());
  }

  /** Makes pseudonyms; for one thread. */
  UnaryOperator<String> maker() {
    return new Maker(key);
  }

  private static final class Maker implements UnaryOperator<String> {

    private final Mac mac;
    private final String[] names = new String[REMEMBERED];
    private final String[] pseudonyms = new String[REMEMBERED];

    private Maker(SecretKeySpec key) {
      try {
        mac = Mac.getInstance(ALGORITHM);
        mac.init(key);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java has " + ALGORITHM, e);
      }
    }

    @Override
    public String apply(String name) {
      int hash = name.hashCode();
      int slot = (hash ^ hash >>> 15) & (REMEMBERED - 1);
      if (name.equals(names[slot])) {
        return pseudonyms[slot];
      }
      byte[] digest = mac.doFinal(name.getBytes(StandardCharsets.UTF_8));
      String pseudonym = PREFIX + HexFormat.of().formatHex(digest, 0, BYTES);
      names[slot] = name;
      pseudonyms[slot] = pseudonym;
      return pseudonym;
    }
  }
}
