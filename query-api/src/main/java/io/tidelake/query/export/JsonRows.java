package io.tidelake.query.export;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Rows as JSON objects: one array of them, or one a line (NDJSON).
 *
 * <p>A truncated array is no JSON. Lines end with an object that no row looks like: {@code
 * {"_end":{"rows":1500,"snapshot":"4711"}}}; the id is text because it is too long for a number of
 * JavaScript.
 */
final class JsonRows implements RowWriter {

  enum Shape {
    ARRAY,
    INDENTED_ARRAY,
    LINES
  }

  /** The field that only the last line has. */
  static final String END = "_end";

  private final JsonGenerator json;
  private final TimeText times;
  private final Shape shape;
  private String[] fields = {};
  private int cell;

  JsonRows(OutputStream out, TimeText times, Shape shape) {
    this.times = times;
    this.shape = shape;
    ObjectWriter writer =
        switch (shape) {
          case ARRAY -> JsonMapper.shared().writer();
          case INDENTED_ARRAY -> JsonMapper.shared().writerWithDefaultPrettyPrinter();
          case LINES -> JsonMapper.shared().writer().withRootValueSeparator("\n");
        };
    this.json =
        writer
            .withoutFeatures(
                StreamWriteFeature.AUTO_CLOSE_TARGET, StreamWriteFeature.AUTO_CLOSE_CONTENT)
            .createGenerator(out);
  }

  /** A step of the generator; what it says of the stream below is passed on as that. */
  private interface Step {
    void run();
  }

  @Override
  public void begin(List<Column> columns) throws IOException {
    fields = columns.stream().map(Column::field).toArray(String[]::new);
    if (shape != Shape.LINES) {
      run(json::writeStartArray);
    }
  }

  @Override
  public void text(@Nullable String value) throws IOException {
    try {
      name();
      json.writeString(value);
    } catch (JacksonException e) {
      throw cause(e);
    }
  }

  @Override
  public void number(long value) throws IOException {
    try {
      name();
      json.writeNumber(value);
    } catch (JacksonException e) {
      throw cause(e);
    }
  }

  @Override
  public void flag(boolean value) throws IOException {
    try {
      name();
      json.writeBoolean(value);
    } catch (JacksonException e) {
      throw cause(e);
    }
  }

  @Override
  public void second(long epochMillis) throws IOException {
    text(times.seconds(epochMillis));
  }

  @Override
  public void millisecond(long epochMillis) throws IOException {
    text(times.milliseconds(epochMillis));
  }

  @Override
  public void nothing() throws IOException {
    try {
      name();
      json.writeNull();
    } catch (JacksonException e) {
      throw cause(e);
    }
  }

  @Override
  public void endRow() throws IOException {
    run(json::writeEndObject);
    cell = 0;
  }

  @Override
  public void flush() throws IOException {
    run(json::flush);
  }

  @Override
  public void finish(Ending ending) throws IOException {
    run(
        () -> {
          if (shape == Shape.LINES) {
            Long snapshot = ending.snapshot();
            json.writeStartObject().writeObjectPropertyStart(END);
            json.writeNumberProperty("rows", ending.rows());
            json.writeStringProperty("snapshot", snapshot == null ? null : snapshot.toString());
            json.writeEndObject().writeEndObject();
          } else {
            json.writeEndArray();
          }
          json.writeRaw('\n').flush();
        });
  }

  private void name() {
    if (cell == 0) {
      json.writeStartObject();
    }
    json.writeName(fields[cell++]);
  }

  private static void run(Step step) throws IOException {
    try {
      step.run();
    } catch (JacksonException e) {
      throw cause(e);
    }
  }

  private static IOException cause(JacksonException problem) {
    return problem instanceof JacksonIOException && problem.getCause() instanceof IOException cause
        ? cause
        : new IOException(problem);
  }
}
