package io.tidelake.stack.server;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests without body and query for S3, AWS signature version 4. Enough for health checks
 * and for making a bucket; spares the launcher an S3 client of tens of megabytes.
 */
final class S3Signature {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final String SIGNED_HEADERS = "host;x-amz-content-sha256;x-amz-date";

  private final Secrets secrets;
  private final String region;

  S3Signature(Secrets secrets, String region) {
    this.secrets = secrets;
    this.region = region;
  }

  HttpRequest sign(String method, URI uri, Instant now) {
    String time = TIME.format(now);
    String day = time.substring(0, 8);
    String emptyBody = hex(sha256(""));
    String canonical =
        String.join(
            "\n",
            method,
            uri.getRawPath(),
            "",
            "host:" + uri.getAuthority(),
            "x-amz-content-sha256:" + emptyBody,
            "x-amz-date:" + time,
            "",
            SIGNED_HEADERS,
            emptyBody);
    String scope = day + "/" + region + "/s3/aws4_request";
    String toSign = String.join("\n", "AWS4-HMAC-SHA256", time, scope, hex(sha256(canonical)));
    byte[] key = ("AWS4" + secrets.secretKey()).getBytes(StandardCharsets.UTF_8);
    for (String step : new String[] {day, region, "s3", "aws4_request"}) {
      key = hmac(key, step);
    }
    return Http.request(uri)
        .method(method, HttpRequest.BodyPublishers.noBody())
        .header("x-amz-content-sha256", emptyBody)
        .header("x-amz-date", time)
        .header(
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                .formatted(secrets.accessKey(), scope, SIGNED_HEADERS, hex(hmac(key, toSign))))
        .build();
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
