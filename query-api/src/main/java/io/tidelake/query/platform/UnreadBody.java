package io.tidelake.query.platform;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/**
 * Reads what nobody has read of a body, so that the connection can serve the next request, and
 * closes the connection instead if that is long in coming or much. Tomcat would do the same without
 * an end to its patience.
 */
final class UnreadBody extends ValveBase {

  private static final int MAX_BYTES = 64 * 1024;

  UnreadBody() {
    super(true);
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    org.apache.coyote.Request connection = request.getCoyoteRequest();
    if (connection.getInputBuffer() instanceof ClientConnection client) {
      request.setAttribute(ClientConnection.class.getName(), client);
    }
    getNext().invoke(request, response);
    boolean hasBody =
        request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    if (hasBody && !connection.hasExpectation() && !isEnded(request, connection)) {
      connection.action(ActionCode.DISABLE_SWALLOW_INPUT, null);
    }
  }

  private static boolean isEnded(Request request, org.apache.coyote.Request connection) {
    if (request.isAsync()) {
      // Whoever answers later may still read, but who asks us to wait has nothing to send.
      return !request.getMethod().equals("GET");
    }
    Passed passed = new Passed();
    try {
      int read;
      do {
        read = connection.doRead(passed);
        passed.bytes += Math.max(0, read);
      } while (read >= 0 && passed.bytes <= MAX_BYTES);
      return read < 0;
    } catch (IOException late) {
      return false;
    }
  }

  /** Takes bytes and forgets them. */
  private static final class Passed implements ApplicationBufferHandler {

    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private long bytes;

    @Override
    public void setByteBuffer(ByteBuffer newBuffer) {
      buffer = newBuffer;
    }

    @Override
    public ByteBuffer getByteBuffer() {
      return buffer;
    }

    @Override
    public void expand(int size) {
      // Nothing is kept.
    }
  }
}
