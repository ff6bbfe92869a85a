package io.tidelake.query.security;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The public keys of an OIDC issuer, found at the first token, so that the service starts without
 * the issuer. They are asked for anew every few minutes and when a token names a key that is not
 * among them; while the issuer is away, those that are known hold for some hours. A caller waits a
 * few seconds at most. Thread-safe.
 */
final class IssuerKeys implements JWKSource<SecurityContext> {

  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration LIFETIME = Duration.ofMinutes(5);
  private static final Duration OUTAGE = Duration.ofHours(4);

  /** Tokens with made-up keys must not make us a burden to the issuer. */
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private static final int MAX_BYTES = 512 * 1024;

  private final String issuer;
  private final ResourceRetriever http =
      new DefaultResourceRetriever(
          Math.toIntExact(TIMEOUT.toMillis()), Math.toIntExact(TIMEOUT.toMillis()), MAX_BYTES);
  private final ReentrantLock lock = new ReentrantLock();

  private volatile @Nullable JWKSource<SecurityContext> keys;

  // Guarded by the lock.
  private @Nullable KeySourceException failure;
  private long failedAt;

  /**
   * @param issuer as its tokens name it
   */
  IssuerKeys(String issuer) {
    this.issuer = issuer;
  }

  @Override
  public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context)
      throws KeySourceException {
    JWKSource<SecurityContext> found = keys;
    return (found == null ? discovered() : found).get(selector, context);
  }

  private JWKSource<SecurityContext> discovered() throws KeySourceException {
    lock.lock();
    try {
      JWKSource<SecurityContext> found = keys;
      if (found != null) {
        return found;
      }
      if (failure != null && System.nanoTime() - failedAt < PAUSE.toNanos()) {
        throw failure;
      }
      found = of(keyAddress());
      keys = found;
      return found;
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      failedAt = System.nanoTime();
      failure = new KeySourceException("the issuer " + issuer + " does not tell its keys", e);
      throw failure;
    } finally {
      lock.unlock();
    }
  }

  private JWKSource<SecurityContext> of(URL address) {
    return JWKSourceBuilder.<SecurityContext>create(address, http)
        .cache(LIFETIME.toMillis(), 2 * TIMEOUT.toMillis())
        .refreshAheadCache(false)
        .rateLimited(PAUSE.toMillis())
        .outageTolerant(OUTAGE.toMillis())
        .build();
  }

  private URL keyAddress() throws IOException {
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    JsonNode told =
        JsonMapper.shared()
            .readTree(
                http.retrieveResource(
                        URI.create(base + "/.well-known/openid-configuration").toURL())
                    .getContent());
    String name = told.path("issuer").asString("");
    if (!name.equals(issuer)) {
      throw new IOException("it calls itself '" + name + "'");
    }
    return URI.create(told.path("jwks_uri").asString("")).toURL();
  }
}
