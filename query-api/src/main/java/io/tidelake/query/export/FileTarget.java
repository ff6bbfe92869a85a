package io.tidelake.query.export;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A file that can be fetched afterwards. */
final class FileTarget implements ExportTarget {

  private final FileStore.Draft draft;
  private final String owner;
  private final @Nullable String title;
  private FileStore.@Nullable Stored stored;

  /**
   * @param title what the client is to call it; null: what it is called here
   */
  FileTarget(FileStore.Draft draft, String owner, @Nullable String title) {
    this.draft = draft;
    this.owner = owner;
    this.title = title;
  }

  @Override
  public OutputStream begin(Map<String, Long> snapshots) {
    return draft.out();
  }

  @Override
  public void end(ExportResult result) throws IOException {
    stored = draft.publish(owner, title);
  }

  /**
   * The file.
   *
   * @throws IllegalStateException if the export has not ended
   */
  FileStore.Stored stored() {
    FileStore.Stored file = stored;
    if (file == null) {
      throw new IllegalStateException("the export has not ended");
    }
    return file;
  }
}
