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
 */
public record Secrets(String accessKey, String secretKey, String tokenKey) {

  private static final String ACCESS_KEY = "s3.access-key-id";
  private static final String SECRET_KEY = "s3.secret-access-key";
  private static final String TOKEN_KEY = "token.key";

  /** As many as the signature has. */
  private static final int TOKEN_KEY_BYTES = 32;

  /** Reads the file, or makes it with fresh keys. */
  public static Secrets loadOrCreate(Path file) {
    if (!Files.exists(file)) {
      write(
          file, ACCESS_KEY + "=tidelake" + random(6) + "\n" + SECRET_KEY + "=" + random(20) + "\n");
    }
    Properties properties = load(file);
    if (!properties.containsKey(TOKEN_KEY)) {
      // Also where the stack was first started by a version that had no tokens.
      try {
        write(
            file,
            Files.readString(file).stripTrailing()
                + "\n"
                + TOKEN_KEY
                + "="
                + random(TOKEN_KEY_BYTES)
                + "\n");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      properties = load(file);
    }
    return new Secrets(
        required(properties, ACCESS_KEY, file),
        required(properties, SECRET_KEY, file),
        required(properties, TOKEN_KEY, file));
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
