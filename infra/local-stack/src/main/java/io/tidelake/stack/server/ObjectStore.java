package io.tidelake.stack.server;

import io.tidelake.stack.process.ProcessCommand;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** S3Proxy over a folder: the S3 of the stack. Its readiness check makes the bucket. */
final class ObjectStore extends Server {

  static final String REGION = "us-east-1";
  static final String BUCKET = "lake";
  static final String WAREHOUSE = "s3://" + BUCKET + "/warehouse";

  private static final String SERVER = "object-store";
  private static final int HTTP_CONFLICT = 409;

  ObjectStore(Site site, Secrets secrets) {
    super(Part.OBJECT_STORE, site, secrets);
  }

  @Override
  public List<Path> artifacts() {
    return List.of(classPathFile(SERVER));
  }

  @Override
  public void prepare() throws IOException {
    Files.createDirectories(site().data(SERVER));
    copyResource("logback.xml");
    writeProperties(
        site().configuration("object-store.properties"),
        // Files of the stack are readable by their owner alone, so the keys may stand here.
        Map.of(
            "s3proxy.identity",
            secrets().accessKey(),
            "s3proxy.credential",
            secrets().secretKey(),
            "s3proxy.endpoint",
            "http://" + site().host() + ":" + site().port(Part.OBJECT_STORE),
            "s3proxy.authorization",
            "aws-v4",
            // Trino sends some that S3Proxy does not know, and can do without what they ask for.
            "s3proxy.ignore-unknown-headers",
            "true",
            // Iceberg and Trino put up to 32 MiB and a bit at once; S3Proxy's limit is exactly
            // that.
            "s3proxy.v4-max-non-chunked-request-size",
            Long.toString(64L << 20),
            "s3proxy.v4-max-chunk-size",
            Long.toString(64L << 20),
            "jclouds.provider",
            "filesystem-nio2",
            "jclouds.filesystem.basedir",
            site().data(SERVER).toString()));
  }

  @Override
  public ProcessCommand command() {
    return java(
        withSharedClasses(
            List.of(
                "-Xms32m",
                "-Xmx320m",
                "-XX:MaxDirectMemorySize=64m",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-Dlogback.configurationFile=" + site().configuration("logback.xml"))),
        readClassPath(classPathFile(SERVER)),
        List.of(
            "org.gaul.s3proxy.Main",
            "--properties",
            site().configuration("object-store.properties").toString()),
        Map.of());
  }

  @Override
  public void checkReady() throws IOException, InterruptedException {
    HttpResponse<String> response = send("PUT");
    if (response.statusCode() / 100 != 2 && response.statusCode() != HTTP_CONFLICT) {
      throw new IOException("creating bucket '" + BUCKET + "' answered " + response.statusCode());
    }
  }

  @Override
  public void checkAlive() throws IOException, InterruptedException {
    HttpResponse<String> response = send("HEAD");
    if (response.statusCode() / 100 != 2) {
      throw new IOException("reading bucket '" + BUCKET + "' answered " + response.statusCode());
    }
  }

  private HttpResponse<String> send(String method) throws IOException, InterruptedException {
    return Http.send(
        new S3Signature(secrets(), REGION)
            .sign(method, site().uri(Part.OBJECT_STORE, "/" + BUCKET), Instant.now()));
  }
}
