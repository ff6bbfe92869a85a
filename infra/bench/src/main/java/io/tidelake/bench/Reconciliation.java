package io.tidelake.bench;

import io.tidelake.stack.LocalStack;
import io.tidelake.stack.reconcile.ReconcileCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Whether Kafka, lake and live counts of a stack are the same, as {@code reconcile} tells it. */
public final class Reconciliation {

  private static final String FIGURE = "reconcile, exit code";

  /** With maintenance still at work, a commit can take longer than usual. */
  private static final String PATIENCE = "PT2M";

  private Reconciliation() {}

  /**
   * Adds its exit code to the result, which must be 0; says what differs if it is not.
   *
   * @param target that the figure belongs to
   */
  public static void into(
      BenchResult result, BenchSettings settings, String target, LocalStack stack) {
    settings.say().accept("Reconciling ...");
    StringWriter text = new StringWriter();
    int exit =
        new CommandLine(new ReconcileCommand())
            .setOut(new PrintWriter(text))
            .setErr(new PrintWriter(text))
            .execute(
                "--wait",
                PATIENCE,
                "--bootstrap-servers",
                stack.endpoints().kafka(),
                "--trino-url",
                stack.endpoints().trino());
    result.add(FIGURE, "", exit);
    result.atMost(target, FIGURE, 0, exit);
    if (exit != 0) {
      settings.say().accept(text.toString());
    }
  }
}
