package io.tidelake.stack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {

  @TempDir private Path folder;

  private final ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current());

  @Test
  void findsTheProcessThatItNames() {
    PidFile file = new PidFile(folder.resolve("a.pid"));
    file.write(self);

    assertThat(file.running()).contains(ProcessHandle.current());
  }

  @Test
  void aProcessOfAnotherTimeWithTheSameIdIsAnother() {
    PidFile file = new PidFile(folder.resolve("a.pid"));
    file.write(new ProcessIdentity(self.pid(), self.started().minus(Duration.ofMinutes(1))));

    assertThat(file.running()).isEmpty();
  }

  @Test
  void anAbsentFileNamesNothing() {
    assertThat(new PidFile(folder.resolve("absent.pid")).running()).isEmpty();
  }

  @Test
  void strangeContentNamesNothing() throws Exception {
    Path path = folder.resolve("a.pid");
    for (String content : new String[] {"", "1", "x y", self.pid() + " yesterday"}) {
      Files.writeString(path, content);
      assertThat(new PidFile(path).running()).as("content '%s'", content).isEmpty();
    }
  }
}
