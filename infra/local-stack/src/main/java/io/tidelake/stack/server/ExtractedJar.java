package io.tidelake.stack.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Spring Boot jar taken apart, into a folder of its own for each build of it: so it starts with
 * two thirds of the work, its classes can be archived, and a build does not pull it from under a
 * process that runs.
 */
final class ExtractedJar {

  /** The newest, and those that other stacks may still run. */
  private static final int KEPT = 3;

  private final Path jar;
  private final Path folder;

  /**
   * @param folder of all extracted builds of this jar
   */
  ExtractedJar(Path jar, Path folder) {
    this.jar = jar;
    this.folder = folder;
  }

  /** Where the jar to start is; there after {@link #extract}. */
  Path main() {
    try {
      String build =
          Files.size(jar) + "-" + Files.getLastModifiedTime(jar).toInstant().toEpochMilli();
      return folder.resolve(build).resolve(jar.getFileName());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes the jar apart, unless this build of it was before. */
  void extract() throws IOException, InterruptedException {
    Path main = main();
    if (Files.exists(main)) {
      return;
    }
    Files.createDirectories(folder);
    Path fresh = Files.createTempDirectory(folder, "new");
    try {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx128m",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-Djarmode=tools",
                  "-jar",
                  jar.toString(),
                  "extract",
                  "--force",
                  "--destination",
                  fresh.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor() != 0) {
        throw new IOException(jar + " could not be taken apart: build it anew");
      }
      place(fresh, main);
    } catch (IOException e) {
      delete(fresh);
      throw e;
    }
    deleteOld();
  }

  /** Moves the folder to where the jar is looked for; deletes it if another start was as quick. */
  static void place(Path fresh, Path main) throws IOException {
    try {
      Files.move(fresh, main.getParent(), StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      // A folder that is not empty is told by an exception that has no type of its own.
      if (!Files.exists(main)) {
        throw e;
      }
      delete(fresh);
    }
  }

  private void deleteOld() throws IOException {
    List<Path> newestFirst;
    try (Stream<Path> builds = Files.list(folder)) {
      newestFirst =
          builds
              .sorted(
                  Comparator.comparingLong((Path build) -> build.toFile().lastModified())
                      .reversed())
              .toList();
    }
    for (Path build : newestFirst.subList(Math.min(KEPT, newestFirst.size()), newestFirst.size())) {
      delete(build);
    }
  }

  private static void delete(Path root) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(root)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
