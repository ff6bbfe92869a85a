package io.tidelake.stack;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** The class path of this JVM, for another one. */
public final class OwnClassPath {

  private OwnClassPath() {}

  /**
   * With copies of the project's jars: a build must not pull them from under a JVM that lives long.
   *
   * @param folder where the copies go
   */
  public static String copiedTo(Path folder) throws IOException {
    Path project = StackOptions.projectRoot().toAbsolutePath();
    Files.createDirectories(folder);
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Path.of(entry).toAbsolutePath();
      if (path.startsWith(project) && Files.isRegularFile(path)) {
        Path copy = folder.resolve(path.getFileName());
        Files.copy(path, copy, StandardCopyOption.REPLACE_EXISTING);
        entries.add(copy.toString());
      } else {
        entries.add(entry);
      }
    }
    return String.join(File.pathSeparator, entries);
  }
}
