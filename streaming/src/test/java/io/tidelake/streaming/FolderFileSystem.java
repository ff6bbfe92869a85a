package io.tidelake.streaming;

import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Files as the user's own, without checksums beside them. Hadoop's local file system starts a
 * process ({@code chmod}) for each file and each checksum that it makes, which is most of what
 * tests of thousands of small files would take. Named in {@code core-site.xml}.
 */
public final class FolderFileSystem extends RawLocalFileSystem {

  @Override
  public void setPermission(Path path, FsPermission permission) {
    // As the user's mask has it.
  }
}
