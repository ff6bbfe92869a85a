package io.tidelake.stack.server;

import io.tidelake.stack.process.ProcessCommand;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** ZooKeeper: remembers for Flink who leads and which jobs run. */
final class ZooKeeper extends Server {

  private static final String SERVER = "zookeeper";
  private static final int TIMEOUT_MILLIS = 2_000;

  ZooKeeper(Site site, Secrets secrets) {
    super(Part.ZOOKEEPER, site, secrets);
  }

  @Override
  public List<Path> artifacts() {
    return List.of(classPathFile(SERVER));
  }

  @Override
  public void prepare() throws IOException {
    Files.createDirectories(site().data(SERVER));
    copyResource("log4j2.properties");
    writeProperties(
        site().configuration("zookeeper.properties"),
        Map.of(
            "dataDir", site().data(SERVER).toString(),
            "clientPort", Integer.toString(site().port(Part.ZOOKEEPER)),
            "clientPortAddress", site().host(),
            // A session ends two to twenty ticks after its client: Flink asks for five seconds.
            "tickTime", "1000",
            "admin.enableServer", "false",
            "maxClientCnxns", "0",
            "autopurge.snapRetainCount", "3",
            "autopurge.purgeInterval", "1"));
  }

  @Override
  public ProcessCommand command() {
    return java(
        withSharedClasses(
            List.of(
                "-Xms32m",
                "-Xmx96m",
                "-XX:+UseSerialGC",
                // Started often and little used: compiling for peak speed would not pay.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseCompactObjectHeaders",
                "-Dlog4j2.configurationFile=" + site().configuration("log4j2.properties"))),
        readClassPath(classPathFile(SERVER)),
        List.of(
            "org.apache.zookeeper.server.quorum.QuorumPeerMain",
            site().configuration("zookeeper.properties").toString()),
        Map.of());
  }

  @Override
  public void checkReady() throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(site().clientHost(), site().port(Part.ZOOKEEPER)), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      if (!answer.contains("Mode: standalone")) {
        throw new IOException("'srvr' answered: " + answer.strip());
      }
    }
  }

  @Override
  public void checkAlive() throws IOException {
    checkReady();
  }
}
