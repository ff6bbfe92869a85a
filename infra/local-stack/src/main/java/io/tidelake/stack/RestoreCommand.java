package io.tidelake.stack;

import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.stack.server.LiveJob;
import io.tidelake.stack.server.Part;
import io.tidelake.stack.server.Site;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Copies the tables of a backup, or rolls the tables back to it. */
@Command(
    name = "restore",
    description = {
      "With --into: make copies of the tables of a backup in a namespace of their own, out of the"
          + " same files, at once, beside all that runs. A streaming job started on that namespace"
          + " goes on from the Kafka positions of the backup. The copies live as long as the backup"
          + " does.",
      "With --in-place: roll the tables themselves back. The streaming job is stopped, and then reads"
          + " again from Kafka what came after the backup. What was loaded from files since has to"
          + " be loaded again. maintenance_runs and audit_log stay as they are."
    },
    footer = {
      "",
      "Exit codes: 0 restored, 1 something failed (the same again completes it), 2 wrong options, no"
          + " such backup, or Kafka no longer holds what came after it."
    },
    mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration END = Duration.ofMinutes(1);
  private static final long POLL_MILLIS = 200;
  private static final int FAILED = 1;

  @Mixin private SiteOptions siteOptions = new SiteOptions();

  @Parameters(index = "0", paramLabel = "NAME", description = "The backup.")
  private String name = "";

  @ArgGroup(multiplicity = "1")
  private Where where = new Where();

  @Spec private @Nullable CommandSpec spec;

  /** One of these. */
  private static final class Where {

    @Option(
        names = "--into",
        paramLabel = "NAMESPACE",
        description = "Holds the copies, such as restored; none of the tables may be there.")
    private String into = "";

    @Option(names = "--in-place", description = "Roll the tables back.")
    private boolean inPlace;
  }

  @Override
  public Integer call() throws Exception {
    Site site = siteOptions.site();
    if (!where.inPlace) {
      return MaintainCommand.run(site, List.of("restore", name, "--into", where.into));
    }
    MaintainCommand.secrets(site);
    TopicPositions begins = begins(site);
    List<String> inPlace =
        List.of("restore", name, "--in-place", "--topic-begins", begins.toJson());
    // What cannot be restored is no reason to stop anything.
    List<String> check = new ArrayList<>(inPlace);
    check.add("--check");
    int possible = MaintainCommand.run(site, check);
    if (possible != CommandLine.ExitCode.OK) {
      return possible;
    }
    LiveJob job = new LiveJob(site);
    boolean ran = stop(job);
    Callable<Integer> rollBack = () -> MaintainCommand.run(site, inPlace);
    return ran ? between(rollBack, () -> job.submit(Optional.empty()), this::say) : rollBack.call();
  }

  /**
   * Rolls back, and has the streaming job go on whatever became of that: what the tables say is
   * right.
   *
   * @param rollBack the exit code
   * @param resume starts the streaming job
   * @param say for the person at the terminal
   * @return what rolling back returned
   * @throws StackException if the job does not go on; tells what became of the tables too
   * @throws Exception as of {@code rollBack}
   */
  static int between(Callable<Integer> rollBack, Callable<?> resume, Consumer<String> say)
      throws Exception {
    int code = FAILED;
    @Nullable Exception failure = null;
    try {
      code = rollBack.call();
    } catch (Exception e) {
      failure = e;
    }
    try {
      resume.call();
      say.accept("The streaming job goes on from where the tables stand.");
    } catch (InterruptedException e) {
      if (failure != null) {
        e.addSuppressed(failure);
      }
      throw e;
    } catch (Exception notResumed) {
      String restored;
      if (failure != null) {
        restored = "nothing tells whether the tables were rolled back (" + words(failure) + ")";
      } else if (code != CommandLine.ExitCode.OK) {
        restored = "the tables were not all rolled back (exit code " + code + ", see above)";
      } else {
        restored = "the tables are rolled back";
      }
      StackException both =
          new StackException(
              StackException.Kind.FAILURE,
              "%s, %s the streaming job does not start again (%s): ./tidelake down, then ./tidelake up, starts it%s"
                  .formatted(
                      restored,
                      failure == null && code == CommandLine.ExitCode.OK ? "but" : "and",
                      words(notResumed),
                      failure == null && code == CommandLine.ExitCode.OK
                          ? ""
                          : "; the same restore again completes it"));
      both.addSuppressed(notResumed);
      if (failure != null) {
        both.addSuppressed(failure);
      }
      throw both;
    }
    if (failure != null) {
      throw failure;
    }
    return code;
  }

  private static String words(Exception failure) {
    return failure instanceof StackException && failure.getMessage() != null
        ? failure.getMessage()
        : failure.toString();
  }

  /** The first offsets that Kafka holds of the event topic. */
  private static TopicPositions begins(Site site) throws StackException, InterruptedException {
    String topic = LiveJob.TOPIC;
    try (Admin kafka =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                site.address(Part.KAFKA),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                Math.toIntExact(PATIENCE.toMillis())))) {
      Map<TopicPartition, OffsetSpec> partitions =
          kafka
              .describeTopics(List.of(topic))
              .allTopicNames()
              .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
              .get(topic)
              .partitions()
              .stream()
              .collect(
                  Collectors.toMap(
                      each -> new TopicPartition(topic, each.partition()),
                      each -> OffsetSpec.earliest()));
      Map<Integer, Long> begins = new TreeMap<>();
      kafka
          .listOffsets(partitions)
          .all()
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
          .forEach((partition, offset) -> begins.put(partition.partition(), offset.offset()));
      return TopicPositions.of(begins);
    } catch (ExecutionException | TimeoutException e) {
      throw new StackException(
          StackException.Kind.PRECONDITION,
          "Kafka does not say what it holds after the backup, which the tables will need: is the stack up? ./tidelake up");
    }
  }

  /**
   * Ends the streaming job.
   *
   * @return whether there was one
   */
  private boolean stop(LiveJob job) throws StackException, IOException, InterruptedException {
    Optional<LiveJob.Run> run;
    try {
      run = job.find().filter(found -> !found.ended());
    } catch (IOException e) {
      if (e.getCause() instanceof ConnectException) {
        // There is nothing that could run it.
        return false;
      }
      throw e;
    }
    if (run.isEmpty()) {
      return false;
    }
    String id = run.get().id();
    job.cancel(id);
    Instant deadline = Instant.now().plus(END);
    while (job.find().filter(found -> found.id().equals(id) && !found.ended()).isPresent()) {
      if (Instant.now().isAfter(deadline)) {
        throw new StackException(
            StackException.Kind.FAILURE,
            "the streaming job does not end; nothing was restored. Look at ./tidelake status, then try again");
      }
      Thread.sleep(POLL_MILLIS);
    }
    say("The streaming job is stopped.");
    return true;
  }

  private void say(String text) {
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    err.println(text);
    err.flush();
  }
}
