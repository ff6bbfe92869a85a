package io.tidelake.stack.server;

import io.tidelake.stack.process.AtomicFile;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;

/**
 * The keys of the stack, made at the first start and readable by their owner alone.
 *
 * @param accessKey the S3 access key id
 * @param secretKey the S3 secret access key
 * @param tokenKey by which access tokens of the service are signed, in hexadecimal
 * @param maskingKey by which users get their pseudonyms, in hexadecimal
 */
public record Secrets(String accessKey, String secretKey, String tokenKey, String maskingKey) {

  private static final String ACCESS_KEY = "s3.access-key-id";
  private static final String SECRET_KEY = "s3.secret-access-key";
  private static final String TOKEN_KEY = "token.key";

  private static final String MASKING_KEY = "masking.key";

  /** As many as the signatures and pseudonyms are made of. */
  private static final int KEY_BYTES = 32;

  /** Reads the file, or makes it with fresh keys. */
  public static Secrets loadOrCreate(Path file) {
    if (!Files.exists(file)) {
      write(
          file, ACCESS_KEY + "=tidelake" + random(6) + "\n" + SECRET_KEY + "=" + random(20) + "\n");
    }
    // Also where the stack was first started by a version that had no such keys.
    addIfMissing(file, TOKEN_KEY);
    addIfMissing(file, MASKING_KEY);
    Properties properties = load(file);
    return new Secrets(
        required(properties, ACCESS_KEY, file),
        required(properties, SECRET_KEY, file),
        required(properties, TOKEN_KEY, file),
        required(properties, MASKING_KEY, file));
  }

  private static void addIfMissing(Path file, String key) {
    if (load(file).containsKey(key)) {
      return;
    }
    try {
      write(
          file,
          Files.readString(file).stripTrailing() + "\n" + key + "=" + random(KEY_BYTES) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    AtomicFile.write(
        file,
        text,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  private static Properties load(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }

  /** The keys as the variables that S3 clients read. */
  Map<String, String> environment() {
    return Map.of(
        "AWS_ACCESS_KEY_ID", accessKey,
        "AWS_SECRET_ACCESS_KEY", secretKey,
        "AWS_REGION", ObjectStore.REGION);
  }

  @Override
  public String toString() {
    return "Secrets[accessKey=" + accessKey + "]";
  }

  private static String required(Properties properties, String key, Path file) {
    String value = properties.getProperty(key, "");
    if (value.isBlank()) {
      throw new IllegalArgumentException(
          file + " lacks '" + key + "': restore it, or delete the file and the object store");
    }
    return value;
  }

  private static String random(int bytes) {
    byte[] buffer = new byte[bytes];
    new SecureRandom().nextBytes(buffer);
    return HexFormat.of().formatHex(buffer);
  }
}
