package io.tidelake.stack.server;

import io.tidelake.stack.process.ProcessCommand;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Iceberg's REST catalog over a durable SQLite file. */
final class IcebergCatalog extends Server {

  private static final String SERVER = "catalog";

  IcebergCatalog(Site site, Secrets secrets) {
    super(Part.CATALOG, site, secrets);
  }

  @Override
  public List<Path> artifacts() {
    return List.of(classPathFile(SERVER), jar());
  }

  @Override
  public void prepare() throws IOException {
    Path database = Files.createDirectories(site().data(SERVER)).resolve("catalog.db");
    writeProperties(
        site().configuration("catalog.properties"),
        Map.ofEntries(
            Map.entry("server.host", site().host()),
            Map.entry("server.port", Integer.toString(site().port(Part.CATALOG))),
            Map.entry("catalog.catalog-impl", "org.apache.iceberg.jdbc.JdbcCatalog"),
            // A commit is on disk before it is answered; writers wait for each other.
            Map.entry(
                "catalog.uri",
                "jdbc:sqlite:file:"
                    + database
                    + "?journal_mode=WAL&synchronous=FULL&busy_timeout=10000"),
            Map.entry("catalog.jdbc.schema-version", "V1"),
            Map.entry("catalog.warehouse", ObjectStore.WAREHOUSE),
            Map.entry("catalog.io-impl", "org.apache.iceberg.aws.s3.S3FileIO"),
            Map.entry("catalog.s3.endpoint", site().url(Part.OBJECT_STORE)),
            Map.entry("catalog.s3.path-style-access", "true"),
            Map.entry("catalog.client.region", ObjectStore.REGION)));
  }

  @Override
  public ProcessCommand command() {
    return java(
        withSharedClasses(
            List.of(
                "-Xms32m",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                // Started often and little used: compiling for peak speed would not pay.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseCompactObjectHeaders",
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn")),
        jar() + File.pathSeparator + readClassPath(classPathFile(SERVER)),
        List.of(
            "io.tidelake.stack.catalog.CatalogServer",
            site().configuration("catalog.properties").toString()),
        secrets().environment());
  }

  @Override
  public void checkReady() throws IOException, InterruptedException {
    Http.getJson(site().uri(Part.CATALOG, "/v1/config"));
  }

  @Override
  public void checkAlive() throws IOException, InterruptedException {
    checkReady();
  }

  private Path jar() {
    return site().servers().resolve("catalog/target/catalog-server.jar");
  }
}
