package io.tidelake.stack.server;

import java.net.URI;
import java.nio.file.Path;

/**
 * Where a stack lives.
 *
 * @param project the root of the built project
 * @param home the folder of everything that the stack writes
 * @param host the address that the servers listen on
 * @param portOffset added to every port
 */
public record Site(Path project, Path home, String host, int portOffset) {

  /** The lowest offset that pushes a port out of range, minus one. */
  public static final int LARGEST_OFFSET = 65_535 - 9_251;

  public Site {
    project = project.toAbsolutePath().normalize();
    home = home.toAbsolutePath().normalize();
    if (portOffset < 0 || portOffset > LARGEST_OFFSET) {
      throw new IllegalArgumentException(
          "port offset " + portOffset + " is out of range: choose 0 to " + LARGEST_OFFSET);
    }
  }

  /** The address by which programs of this machine reach the servers. */
  public String clientHost() {
    return switch (host) {
      case "0.0.0.0", "::", "127.0.0.1" -> "localhost";
      default -> host;
    };
  }

  /** The first port of the part, the one that clients use. */
  public int port(Part part) {
    return port(part, 0);
  }

  int port(Part part, int index) {
    return part.ports().get(index) + portOffset;
  }

  /** Host and port of the part, as clients write it. */
  public String address(Part part) {
    return clientHost() + ":" + port(part);
  }

  public String url(Part part) {
    return "http://" + address(part);
  }

  URI uri(Part part, String path) {
    return URI.create(url(part) + path);
  }

  /** The folder of a part's durable data. */
  public Path data(String name) {
    return home.resolve(name);
  }

  /** A generated configuration file, written anew at each start. */
  Path configuration(String name) {
    return home.resolve("etc").resolve(name);
  }

  public Path log(String name) {
    return home.resolve("logs").resolve(name + ".log");
  }

  public Path run(String name) {
    return home.resolve("run").resolve(name);
  }

  /** The keys of the stack; readable by their owner alone. */
  public Path secrets() {
    return home.resolve("secrets.properties");
  }

  Path servers() {
    return project.resolve("infra/local-stack/servers");
  }
}
