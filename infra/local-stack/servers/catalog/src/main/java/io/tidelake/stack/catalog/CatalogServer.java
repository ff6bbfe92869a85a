package io.tidelake.stack.catalog;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.rest.RESTCatalogAdapter;
import org.apache.iceberg.rest.RESTCatalogServlet;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Serves an Iceberg catalog over REST.
 *
 * <p>Stands in for {@code org.apache.iceberg.rest.RESTCatalogServer}, which listens on every
 * address of the machine, shares a taken port silently and logs its credentials. The servlet behind
 * it is the same.
 *
 * <p>One argument: a properties file with {@code server.host}, {@code server.port} and the
 * catalog's own properties under the prefix {@code catalog.}. S3 credentials come from the AWS
 * environment variables.
 */
public final class CatalogServer {

  private static final String CATALOG_PREFIX = "catalog.";

  private CatalogServer() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 1) {
      System.err.println("usage: CatalogServer PROPERTIES_FILE");
      System.exit(2);
    }
    Properties properties = read(Path.of(arguments[0]));
    Catalog catalog = openCatalog(properties);

    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost(properties.getProperty("server.host"));
    connector.setPort(Integer.parseInt(properties.getProperty("server.port")));
    server.addConnector(connector);

    ServletContextHandler context = new ServletContextHandler("/");
    context.addServlet(
        new ServletHolder(new RESTCatalogServlet(new RESTCatalogAdapter(catalog))), "/*");
    server.setHandler(context);
    server.setStopAtShutdown(true);
    server.start();
    server.join();
  }

  private static Catalog openCatalog(Properties properties) {
    Map<String, String> settings = new HashMap<>();
    for (String key : properties.stringPropertyNames()) {
      if (key.startsWith(CATALOG_PREFIX)) {
        settings.put(key.substring(CATALOG_PREFIX.length()), properties.getProperty(key));
      }
    }
    return CatalogUtil.buildIcebergCatalog("lake", settings, new Configuration());
  }

  private static Properties read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return properties;
  }
}
