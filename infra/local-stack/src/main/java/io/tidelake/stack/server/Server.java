package io.tidelake.stack.server;

import io.tidelake.stack.process.AtomicFile;
import io.tidelake.stack.process.ProcessCommand;
import io.tidelake.stack.process.Supervisable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A part with what all parts share: the site, the secrets, a JVM started on a class path. */
public abstract class Server implements Supervisable {

  private final Part part;
  private final Site site;
  private final Secrets secrets;

  Server(Part part, Site site, Secrets secrets) {
    this.part = part;
    this.site = site;
    this.secrets = secrets;
  }

  /** How the part is run at the site, with the service open to all of this machine. */
  public static Server of(Part part, Site site, Secrets secrets) {
    return of(part, site, secrets, false, Map.of());
  }

  /**
   * How the part is run at the site.
   *
   * @param secure whether the service answers only to tokens
   * @param flink settings of Flink that are not the stack's usual ones
   */
  public static Server of(
      Part part, Site site, Secrets secrets, boolean secure, Map<String, String> flink) {
    return switch (part) {
      case OBJECT_STORE -> new ObjectStore(site, secrets);
      case CATALOG -> new IcebergCatalog(site, secrets);
      case ZOOKEEPER -> new ZooKeeper(site, secrets);
      case KAFKA -> new Kafka(site, secrets);
      case JOBMANAGER -> new JobManager(site, secrets, flink);
      case TASKMANAGER, TASKMANAGER_2 -> new TaskManager(part, site, secrets, flink);
      case TRINO -> new Trino(site, secrets);
      case QUERY_API, QUERY_API_2 -> new QueryApi(part, site, secrets, secure);
      case MAINTENANCE -> new Maintenance(site, secrets);
    };
  }

  public final Part part() {
    return part;
  }

  @Override
  public final String name() {
    return part.title();
  }

  /** The files of the build that the part is started from. */
  public abstract List<Path> artifacts();

  /**
   * Whether clients reach this process, rather than the one that it is a spare of or that stands in
   * for it.
   *
   * @throws IOException if it does not say
   */
  public boolean serving() throws IOException, InterruptedException {
    return true;
  }

  /** Releases what health checks hold open. */
  public void close() {}

  final Site site() {
    return site;
  }

  final Secrets secrets() {
    return secrets;
  }

  final Path classPathFile(String server) {
    return site.servers().resolve(server).resolve("target/classpath");
  }

  /**
   * A JVM with the options that every server of the stack gets.
   *
   * @param jvmOptions memory limits and module flags
   * @param program main class, or {@code -jar} and file, with arguments
   */
  final ProcessCommand java(
      List<String> jvmOptions,
      String classPath,
      List<String> program,
      Map<String, String> environment) {
    return java(jvmOptions, classPath, program, environment, site.home());
  }

  final ProcessCommand java(
      List<String> jvmOptions,
      String classPath,
      List<String> program,
      Map<String, String> environment,
      Path folder) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(jvmOptions);
    line.add("-Dfile.encoding=UTF-8");
    line.add("-XX:+ExitOnOutOfMemoryError");
    line.add("--enable-native-access=ALL-UNNAMED");
    line.add("--sun-misc-unsafe-memory-access=allow");
    if (!classPath.isEmpty()) {
      line.add("-cp");
      line.add(classPath);
    }
    line.addAll(program);
    return new ProcessCommand(line, environment, folder);
  }

  /**
   * JVM options with those that let the JVM write the classes it has loaded into an archive when it
   * ends in good order, and start from that the next time, with about half of the work. The archive
   * belongs to the build and fits only the class path that it was made of; the JVM sees to that.
   */
  final List<String> withSharedClasses(List<String> jvmOptions) {
    List<String> options = new ArrayList<>(jvmOptions);
    options.add("-XX:SharedArchiveFile=" + sharedClasses(site, part));
    // A spare has loaded little: it takes the archive of the part that it stands in for.
    if (part.standsInFor() == part) {
      options.add("-XX:+AutoCreateSharedArchive");
    }
    // A missing archive, and classes that cannot be in one, are no news.
    options.add("-Xlog:cds=off,cds+dynamic=off,aot=off");
    return options;
  }

  /** The archive of classes that the part starts from once it has written it. */
  private static Path sharedClasses(Site site, Part part) {
    Path folder = site.project().resolve("infra/local-stack/target/shared-classes");
    try {
      return Files.createDirectories(folder).resolve(part.standsInFor().title() + ".jsa");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a TaskManager starts from an archive: it has written one since it was built last. */
  public static boolean startsFromSharedClasses(Site site) {
    Path archive = sharedClasses(site, Part.TASKMANAGER);
    try {
      return Files.exists(archive)
          && Files.getLastModifiedTime(archive)
                  .compareTo(Files.getLastModifiedTime(FlinkServer.jar(site)))
              > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String readClassPath(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("class path file missing", e);
    }
  }

  /** Writes a properties file, sorted, so that two starts write the same bytes. */
  static void writeProperties(Path file, Map<String, String> properties) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(properties)
        .forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    AtomicFile.write(file, text.toString());
  }

  /** Copies a resource of this package to a configuration file and returns the file. */
  final Path copyResource(String resource) throws IOException {
    Path file = site.configuration(resource);
    try (var stream = Server.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException("resource missing: " + resource);
      }
      AtomicFile.write(file, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    }
    return file;
  }
}
