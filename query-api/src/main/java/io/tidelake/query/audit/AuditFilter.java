package io.tidelake.query.audit;

import io.tidelake.query.platform.AuditTrail;
import io.tidelake.query.platform.BusinessTime;
import io.tidelake.query.platform.CallPath;
import io.tidelake.query.platform.Caller;
import io.tidelake.query.platform.ErrorCode;
import io.tidelake.query.platform.RequestIds;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Writes a record of every call, also of those that are refused at the door. Short answers leave
 * after their record is on disk; a streamed one is recorded when it ends.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 30)
class AuditFilter extends OncePerRequestFilter {

  private static final Logger LOG = LoggerFactory.getLogger(AuditFilter.class);

  private static final int MAX_PATH = 500;
  private static final int BAD_METHOD = 20;

  private final Journal journal;
  private final CallCounters counters;
  private final BusinessTime times;

  AuditFilter(Journal journal, CallCounters counters, BusinessTime times) {
    this.journal = journal;
    this.counters = counters;
    this.times = times;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    String path = CallPath.of(request);
    return !(path.startsWith("/api/") || path.startsWith("/downloads/"))
        // A browser's question whether it may call is no call.
        || CorsUtils.isPreFlightRequest(request);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Call call = new Call(request, response);
    try {
      chain.doFilter(request, response);
    } catch (ServletException | IOException | RuntimeException e) {
      call.end(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
      throw e;
    }
    if (request.isAsyncStarted()) {
      request.getAsyncContext().addListener(call);
    } else {
      call.end(response.getStatus());
    }
  }

  private void write(AuditRecord record) {
    counters.count(record);
    try {
      journal.append(record);
    } catch (JournalFullException e) {
      // Said once, by the journal: a line each would fill the disk in its place.
      counters.countLost();
    } catch (IOException e) {
      counters.countLost();
      // The last place left that can keep it.
      LOG.error("An audit record was not written: {}", record, e);
    }
  }

  private final class Call implements AsyncListener {

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final String path;
    private final Instant came = Instant.now();
    private final long start = System.nanoTime();
    private final AtomicBoolean ended = new AtomicBoolean();

    private Call(HttpServletRequest request, HttpServletResponse response) {
      this.request = request;
      this.response = response;
      this.path = CallPath.of(request);
    }

    private void end(int status) {
      if (!ended.compareAndSet(false, true)) {
        return;
      }
      Caller caller = Caller.of(request);
      AuditTrail.Figures figures = AuditTrail.figures(request);
      ErrorCode code =
          Objects.requireNonNullElseGet(AuditTrail.code(request), () -> ErrorCode.ofStatus(status));
      write(
          new AuditRecord(
              UUID.randomUUID().toString(),
              came.toEpochMilli(),
              times.date(came).toString(),
              caller.name(),
              caller.role().word(),
              caller.address(),
              shortened(request.getMethod(), BAD_METHOD),
              shortened(path, MAX_PATH),
              AuditParameters.of(request.getQueryString()),
              status,
              code.code(),
              figures.rows(),
              figures.bytes(),
              figures.snapshotId(),
              TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
              Objects.requireNonNullElse(RequestIds.of(request), "")));
    }

    private static String shortened(String text, int max) {
      return text.length() <= max ? text : text.substring(0, max) + "…";
    }

    @Override
    public void onComplete(AsyncEvent event) {
      end(response.getStatus());
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      // Completed afterwards, with the status that says so.
    }

    @Override
    public void onError(AsyncEvent event) {
      if (AuditTrail.code(request) == null) {
        AuditTrail.ended(request, ErrorCode.GENERAL);
      }
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      event.getAsyncContext().addListener(this);
    }
  }
}
