package io.tidelake.streaming;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Files as the user's own, without checksums beside them. Hadoop's local file system starts a
 * process ({@code chmod}) for each file and each checksum that it makes, which is most of what
 * tests of thousands of small files would take.
 */
public final class FolderFileSystem extends RawLocalFileSystem {

  /** A configuration with which files are these. */
  public static Configuration configuration() {
    Configuration configuration = new Configuration();
    configuration.set("fs.file.impl", FolderFileSystem.class.getName());
    return configuration;
  }

  @Override
  public void setPermission(Path path, FsPermission permission) {
    // As the user's mask has it.
  }
}
