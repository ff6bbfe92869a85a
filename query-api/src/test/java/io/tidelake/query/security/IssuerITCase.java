package io.tidelake.query.security;

import static io.tidelake.query.HttpCalls.assertError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.tidelake.query.HttpCalls;
import io.tidelake.query.QueryApi;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Tokens of an OIDC issuer that is away, comes, changes its keys and goes, in that order. */
@SpringBootTest(
    classes = QueryApi.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "tidelake.kafka.bootstrap-servers=localhost:1",
      "tidelake.trino.url=jdbc:trino://localhost:1/lake/taobao",
      "tidelake.flink.url=http://localhost:1",
      "tidelake.catalog.url=http://localhost:1",
      "tidelake.object-store.url=http://localhost:1",
      "tidelake.security.anonymous=none",
      "tidelake.security.role-claim=realm_access.roles",
      "tidelake.security.key=" + Tokens.KEY
    })
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class IssuerITCase {

  private static final String SYSTEM = "/api/system/status";
  private static final TestIssuer ISSUER = new TestIssuer();

  @LocalServerPort private int port;
  private HttpCalls service;

  @DynamicPropertySource
  static void issuer(DynamicPropertyRegistry properties) {
    properties.add("tidelake.security.issuer", ISSUER::address);
  }

  @AfterAll
  static void stop() {
    ISSUER.stop();
  }

  @BeforeEach
  void connect() {
    service = new HttpCalls(port);
  }

  @Test
  @Order(1)
  void withoutTheIssuerTheServiceStartsAndSaysWhatItCannotCheck() throws Exception {
    assertThat(service.get("/healthz").statusCode()).isEqualTo(200);
    assertError(service.get(SYSTEM), 401, 1007);

    for (int i = 0; i < 2; i++) {
      HttpResponse<String> unchecked =
          service.get(SYSTEM, "Authorization", bearer(ISSUER.token("li", "viewer")));
      assertError(unchecked, 503, 1008);
      assertThat(unchecked.headers().firstValueAsLong("Retry-After").orElseThrow()).isPositive();
    }
    String local =
        Tokens.signed(
            Tokens.KEY, claims -> claims.claim("realm_access", Map.of("roles", List.of("viewer"))));
    assertThat(service.get(SYSTEM, "Authorization", bearer(local)).statusCode()).isEqualTo(200);
  }

  @Test
  @Order(2)
  void onceTheIssuerIsThereItsTokensCount() throws Exception {
    ISSUER.start();

    await().untilAsserted(() -> assertThat(status(SYSTEM, "viewer")).isEqualTo(200));
    assertThat(status("/api/admin/stats", "viewer", "uma_authorization")).isEqualTo(403);
    assertThat(status("/api/admin/stats", "offline_access", "ADMIN")).isEqualTo(200);
    assertThat(
            service
                .get(SYSTEM, "Authorization", bearer(ISSUER.token("li", "nothing")))
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  @Order(3)
  void whatAnotherSignedOrIsNotForUsIsWorthNothing() throws Exception {
    TestIssuer other = new TestIssuer();
    for (String token :
        List.of(
            other.token("li", claims -> claims.issuer(ISSUER.address()), "admin"),
            ISSUER.token("li", claims -> claims.issuer("http://elsewhere"), "admin"),
            ISSUER.token("li", claims -> claims.audience("elsewhere"), "admin"),
            ISSUER.token(
                "li",
                claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(3600))),
                "admin"),
            ISSUER.token("li", claims -> claims.expirationTime(null), "admin"),
            signedWithThePublicKeyAsASecret())) {
      await()
          .untilAsserted(
              () ->
                  // A key that is not known makes us ask, but not too often.
                  assertError(
                      service.get("/api/admin/stats", "Authorization", bearer(token)), 401, 1007));
    }
  }

  @Test
  @Order(4)
  void aKeyThatWasChangedIsLearntAndTheOldOneForgotten() throws Exception {
    String before = ISSUER.token("li", "viewer");
    ISSUER.rotate();

    await().untilAsserted(() -> assertThat(status(SYSTEM, "viewer")).isEqualTo(200));
    await()
        .untilAsserted(
            () -> assertError(service.get(SYSTEM, "Authorization", bearer(before)), 401, 1007));
  }

  @Test
  @Order(5)
  void madeUpKeysAreNoBurdenToTheIssuer() throws Exception {
    int before = ISSUER.asked();
    TestIssuer other = new TestIssuer();
    for (int i = 0; i < 50; i++) {
      assertThat(
              service
                  .get(
                      SYSTEM,
                      "Authorization",
                      bearer(
                          other.token("li", claims -> claims.issuer(ISSUER.address()), "viewer")))
                  .statusCode())
          .isIn(401, 503);
    }
    assertThat(ISSUER.asked() - before).isLessThan(25);
  }

  @Test
  @Order(6)
  void whoIsKnownStaysKnownWhileTheIssuerIsAway() throws Exception {
    assertThat(status(SYSTEM, "viewer")).isEqualTo(200);
    ISSUER.stop();

    Instant start = Instant.now();
    assertThat(status(SYSTEM, "viewer")).isEqualTo(200);
    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(10));
  }

  private int status(String path, String... roles) throws Exception {
    return service.get(path, "Authorization", bearer(ISSUER.token("li", roles))).statusCode();
  }

  private static String signedWithThePublicKeyAsASecret() throws Exception {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader(JWSAlgorithm.HS256),
            new JWTClaimsSet.Builder()
                .issuer(ISSUER.address())
                .audience("tidelake")
                .subject("li")
                .claim("realm_access", Map.of("roles", List.of("admin")))
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .build());
    token.sign(new MACSigner(ISSUER.publicKey()));
    return token.serialize();
  }

  private static String bearer(String token) {
    return "Bearer " + token;
  }
}
