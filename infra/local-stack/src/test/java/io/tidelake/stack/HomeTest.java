package io.tidelake.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {

  @TempDir private Path folder;

  @Test
  void purgeDeletesWhatCreateMade() throws Exception {
    Path path = folder.resolve("home");
    Home home = new Home(path);
    home.create();
    Files.writeString(Files.createDirectories(path.resolve("kafka/log")).resolve("0.log"), "x");

    home.purge();

    assertThat(path).doesNotExist();
  }

  @Test
  void purgeRefusesAFolderThatItDidNotMake() throws Exception {
    Files.writeString(folder.resolve("letter.txt"), "dear");

    assertThatThrownBy(() -> new Home(folder).purge()).hasMessageContaining("will not delete");
    assertThatThrownBy(() -> new Home(folder).create()).hasMessageContaining("holds other files");
    assertThat(folder.resolve("letter.txt")).exists();
  }

  @Test
  void oneStackAHome() throws Exception {
    Home home = new Home(folder.resolve("home"));
    home.create();
    var lock = home.lock();
    try {
      assertThatThrownBy(home::lock).hasMessageContaining("a stack already runs");
    } finally {
      lock.channel().close();
    }
    home.lock().channel().close();
  }

  @Test
  void aHomeKeepsItsPorts() throws Exception {
    Home home = new Home(folder.resolve("home"));
    home.create();
    home.bind(100);
    home.bind(100);

    assertThatThrownBy(() -> home.bind(200)).hasMessageContaining("--port-offset 100");
  }
}
