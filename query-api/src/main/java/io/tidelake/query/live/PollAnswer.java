package io.tidelake.query.live;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answer to a poll. What the Engine.IO server writes is kept until it closes the stream, and
 * then sent by the request's own thread, or by a new one if that has gone on to wait: never by the
 * one that wrote it, which has others to serve.
 */
final class PollAnswer extends HttpServletResponseWrapper {

  private static final Logger LOG = LoggerFactory.getLogger(PollAnswer.class);

  private final PollRequest poll;
  private byte @Nullable [] written;
  private boolean handled;

  PollAnswer(PollRequest poll, HttpServletResponse response) {
    super(response);
    this.poll = poll;
  }

  /** The request's thread has nothing else to do: it sends what there is already. */
  void requestIsHandled() {
    byte[] body;
    synchronized (this) {
      handled = true;
      body = written;
    }
    if (body != null) {
      send(body);
    }
  }

  private void written(byte[] body) {
    poll.answered();
    synchronized (this) {
      written = body;
      if (!handled) {
        return;
      }
    }
    Thread.ofVirtual().name("socket.io-answer").start(() -> send(body));
  }

  private void send(byte[] body) {
    HttpServletRequest request = (HttpServletRequest) poll.getRequest();
    AsyncContext waiting = request.isAsyncStarted() ? request.getAsyncContext() : null;
    try {
      if (waiting != null) {
        // The server would take its end for that of a poll that nobody has answered.
        waiting.setTimeout(0);
      }
      getResponse().getOutputStream().write(body);
    } catch (IOException | IllegalStateException gone) {
      LOG.debug("a Socket.IO client is gone", gone);
    } finally {
      if (waiting != null) {
        waiting.complete();
      }
    }
  }

  @Override
  public ServletOutputStream getOutputStream() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    return new ServletOutputStream() {
      @Override
      public void write(int one) {
        bytes.write(one);
      }

      @Override
      public void write(byte[] some, int from, int length) {
        bytes.write(some, from, length);
      }

      @Override
      public void close() {
        written(bytes.toByteArray());
      }

      @Override
      public boolean isReady() {
        return true;
      }

      @Override
      public void setWriteListener(WriteListener listener) {
        throw new UnsupportedOperationException();
      }
    };
  }
}
