package io.tidelake.stack.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes of the service start at once after a build. */
class ExtractedJarTest {

  @TempDir private Path folder;

  @Test
  void theFirstIsMovedToItsPlace() throws IOException {
    Path main = folder.resolve("build/service.jar");

    ExtractedJar.place(extracted("fresh", "service.jar"), main);

    assertThat(main).exists();
    assertThat(folder.resolve("fresh")).doesNotExist();
  }

  @Test
  void theSecondLeavesItToTheFirst() throws IOException {
    Path main = folder.resolve("build/service.jar");
    ExtractedJar.place(extracted("fresh", "service.jar"), main);

    ExtractedJar.place(extracted("other", "service.jar"), main);

    assertThat(main).exists();
    assertThat(folder.resolve("other")).doesNotExist();
  }

  @Test
  void anythingElseInItsPlaceIsAnError() throws IOException {
    Path main = folder.resolve("build/service.jar");
    ExtractedJar.place(extracted("fresh", "something.jar"), main);

    assertThatThrownBy(() -> ExtractedJar.place(extracted("other", "service.jar"), main))
        .isInstanceOf(IOException.class);
  }

  private Path extracted(String name, String jar) throws IOException {
    Path made = Files.createDirectory(folder.resolve(name));
    Files.writeString(made.resolve(jar), "jar");
    return made;
  }
}
