package io.tidelake.query.export;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * The answer of a call: compressed if the client takes gzip, and with the number of rows in a
 * trailer if it takes trailers.
 */
final class HttpTarget implements ExportTarget {

  /** The states of the tables that are exported: {@code raw_events=4711}. */
  static final String SNAPSHOT_HEADER = "Tidelake-Snapshot";

  static final String ROWS_TRAILER = "Tidelake-Rows";

  /** What this class says of a body, and takes back if there is to be none. */
  static final List<String> HEADERS =
      List.of(
          HttpHeaders.CONTENT_DISPOSITION,
          HttpHeaders.CONTENT_ENCODING,
          HttpHeaders.TRAILER,
          SNAPSHOT_HEADER);

  private static final int BUFFER = 1 << 16;

  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final Format format;
  private final String fileName;

  private @Nullable Counted body;
  private Map<String, Long> snapshots = Map.of();
  private volatile long rows;

  HttpTarget(
      HttpServletRequest request, HttpServletResponse response, Format format, String fileName) {
    this.request = request;
    this.response = response;
    this.format = format;
    this.fileName = fileName;
  }

  /** The headers that do not depend on the rows. */
  void headers() {
    response.setContentType(format.mediaType());
    response.setHeader(HttpHeaders.CONTENT_DISPOSITION, Disposition.attachment(fileName));
    if (format.compressible()) {
      response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    }
  }

  @Override
  public OutputStream begin(Map<String, Long> states) throws IOException {
    snapshots = states;
    headers();
    if (!states.isEmpty()) {
      response.setHeader(
          SNAPSHOT_HEADER,
          new TreeMap<>(states)
              .entrySet().stream()
                  .map(state -> state.getKey() + "=" + state.getValue())
                  .collect(Collectors.joining(", ")));
    }
    if (accepts(request.getHeader(HttpHeaders.TE), "trailers")) {
      response.setHeader(HttpHeaders.TRAILER, ROWS_TRAILER);
      response.setTrailerFields(() -> Map.of(ROWS_TRAILER, Long.toString(rows)));
    }
    response.setBufferSize(BUFFER);
    OutputStream client = new ToClient(response.getOutputStream());
    if (format.compressible() && accepts(request.getHeader(HttpHeaders.ACCEPT_ENCODING), "gzip")) {
      response.setHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
      client = new FastGzip(client);
    }
    Counted counted = new Counted(client);
    body = counted;
    return counted;
  }

  @Override
  public void end(ExportResult result) throws IOException {
    rows = result.rows();
    if (body != null) {
      body.close();
    }
  }

  /** Bytes of the body so far, before compression. */
  long bytes() {
    return body == null ? 0 : body.bytes;
  }

  /** The one snapshot that was read, or the first of several; null if none was. */
  @Nullable Long snapshot() {
    return snapshots.isEmpty() ? null : new TreeMap<>(snapshots).firstEntry().getValue();
  }

  /** Whether a header such as {@code gzip;q=0.8, br} names a word, and not only to refuse it. */
  static boolean accepts(@Nullable String header, String word) {
    if (header == null) {
      return false;
    }
    for (String item : header.split(",")) {
      String[] parts = item.split(";");
      if (parts[0].strip().equalsIgnoreCase(word)) {
        for (int i = 1; i < parts.length; i++) {
          if (parts[i].strip().toLowerCase(Locale.ROOT).matches("q=0(\\.0*)?")) {
            return false;
          }
        }
        return true;
      }
    }
    return false;
  }

  /** Says of every failure that it is the client's. */
  private static final class ToClient extends OutputStream {

    private final OutputStream out;

    private ToClient(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      try {
        out.write(buffer, offset, length);
      } catch (IOException e) {
        throw new ClientLeftException(e);
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        out.flush();
      } catch (IOException e) {
        throw new ClientLeftException(e);
      }
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }

  /** A flush sends on what was compressed so far. */
  private static final class FastGzip extends GZIPOutputStream {

    private FastGzip(OutputStream out) throws IOException {
      super(out, BUFFER, true);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  private static final class Counted extends FilterOutputStream {

    private volatile long bytes;

    private Counted(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      count(1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      out.write(buffer, offset, length);
      count(length);
    }

    /** One thread writes. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    private void count(int more) {
      bytes += more;
    }
  }
}
