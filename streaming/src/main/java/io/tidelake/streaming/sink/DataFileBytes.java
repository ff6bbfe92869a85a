package io.tidelake.streaming.sink;

import java.io.IOException;
import java.util.List;
import org.apache.flink.util.InstantiationUtil;
import org.apache.iceberg.DataFile;

/**
 * Data files as bytes from one operator to the next. Java's serialization, since both ends are the
 * same build; what outlives a build is written as an Iceberg manifest.
 */
final class DataFileBytes {

  private static final byte[] NONE = {};

  private DataFileBytes() {}

  static byte[] serialize(List<DataFile> files) throws IOException {
    return files.isEmpty()
        ? NONE
        : InstantiationUtil.serializeObject(files.toArray(new DataFile[0]));
  }

  static List<DataFile> deserialize(byte[] bytes) throws IOException {
    if (bytes.length == 0) {
      return List.of();
    }
    try {
      DataFile[] files =
          InstantiationUtil.deserializeObject(bytes, DataFileBytes.class.getClassLoader());
      return List.of(files);
    } catch (ClassNotFoundException e) {
      throw new IOException(e);
    }
  }
}
