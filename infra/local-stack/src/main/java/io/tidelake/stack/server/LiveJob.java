package io.tidelake.stack.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidelake.stack.process.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The streaming job on the stack's Flink, through Flink's REST API. */
public final class LiveJob {

  /** The name as in {@code status}. */
  public static final String TITLE = "live-job";

  /** The events, as the stack names it. */
  public static final String TOPIC = "behavior";

  static final String LIVE_TOPIC = "behavior-live";

  /** The variable that says how often live counts are published, as an ISO-8601 duration. */
  public static final String TICK_VARIABLE = "TIDELAKE_LIVE_TICK";

  /** The variable that says how often the tables are committed, as an ISO-8601 duration. */
  public static final String CHECKPOINT_VARIABLE = "TIDELAKE_CHECKPOINT_INTERVAL";

  /** What the environment may say to the job. */
  private static final List<Setting> SETTINGS =
      List.of(
          new Setting(TICK_VARIABLE, "--live-tick", Duration.ofMillis(1), Duration.ofSeconds(10)),
          new Setting(
              CHECKPOINT_VARIABLE,
              "--checkpoint-interval",
              Duration.ofMillis(100),
              Duration.ofMinutes(1)));

  private static final String JOB_NAME = "tidelake-live";
  private static final String MAIN_CLASS = "io.tidelake.streaming.job.LiveJob";
  private static final Set<Part> TASK_MANAGERS = EnumSet.of(Part.TASKMANAGER, Part.TASKMANAGER_2);

  /** What Flink's file of a job that is to be recovered begins with; deleted when the job ends. */
  private static final String EXECUTION_PLAN = "submittedExecutionPlan";

  private static final Set<String> ENDED = Set.of("FINISHED", "CANCELED", "FAILED");
  private static final Duration SUBMISSION_TIMEOUT = Duration.ofSeconds(120);

  private final Site site;
  private final Detour detour;
  private final Map<String, String> environment;

  public LiveJob(Site site) {
    this(site, Optional.empty());
  }

  /**
   * @param detour another way for the job to catalog and object store, if any
   */
  public LiveJob(Site site, Optional<Detour> detour) {
    this(site, detour, System.getenv());
  }

  LiveJob(Site site, Optional<Detour> detour, Map<String, String> environment) {
    this.site = site;
    this.environment = environment;
    this.detour =
        detour.orElseGet(
            () ->
                new Detour(
                    URI.create(site.url(Part.CATALOG)), URI.create(site.url(Part.OBJECT_STORE))));
  }

  /** A duration in the environment, and the job's option that it becomes. */
  private record Setting(String variable, String option, Duration shortest, Duration longest) {

    String told(Map<String, String> environment) {
      return environment.getOrDefault(variable, "").strip();
    }

    Optional<String> wrong(Map<String, String> environment) {
      String told = told(environment);
      if (told.isEmpty()) {
        return Optional.empty();
      }
      try {
        Duration duration = Duration.parse(told);
        if (duration.compareTo(shortest) >= 0 && duration.compareTo(longest) <= 0) {
          return Optional.empty();
        }
      } catch (DateTimeParseException noDuration) {
        // Said below.
      }
      return Optional.of(
          "%s is \"%s\": give a duration from %s to %s"
              .formatted(variable, told, shortest, longest));
    }
  }

  /**
   * A job of the cluster.
   *
   * @param state Flink's name of the state, {@code RUNNING} only while every task runs
   * @param started epoch milliseconds
   */
  public record Run(String id, String state, long started) {

    public boolean ended() {
      return ENDED.contains(state);
    }

    public boolean running() {
      return state.equals("RUNNING");
    }
  }

  /** The file that the job is submitted from. */
  public Path jar() {
    return site.project().resolve("streaming/target/streaming-job.jar");
  }

  /** The newest run that the cluster knows, a running one before an ended one. */
  public Optional<Run> find() throws IOException, InterruptedException {
    JsonNode jobs = Http.getJson(site.uri(Part.JOBMANAGER, "/jobs/overview"));
    return jobs.path("jobs")
        .valueStream()
        .filter(job -> job.path("name").asText().equals(JOB_NAME))
        .map(LiveJob::run)
        .max(Comparator.comparing((Run run) -> !run.ended()).thenComparingLong(Run::started));
  }

  /**
   * Uploads and starts the job.
   *
   * @param checkpoint where to go on from; empty starts from nothing
   * @return the id of the job
   * @throws IOException if Flink refuses it; the message is the root cause in one line
   */
  public String submit(Optional<Path> checkpoint) throws IOException, InterruptedException {
    return submit(checkpoint, Map.of());
  }

  /**
   * The same with options of the job that differ from the stack's, by name; a flag has an empty
   * value.
   */
  public String submit(Optional<Path> checkpoint, Map<String, String> options)
      throws IOException, InterruptedException {
    String jarId = upload();
    ObjectNode body = Http.JSON.createObjectNode();
    body.put("entryClass", MAIN_CLASS);
    ArrayNode arguments = body.putArray("programArgsList");
    programArguments(options).forEach(arguments::add);
    // A job that comes through this API gets 1 otherwise, whatever the cluster's default is.
    body.put("parallelism", FlinkConfiguration.PARALLELISM);
    checkpoint.ifPresent(
        path -> {
          body.put("savepointPath", path.toUri().toString());
          // The checkpoint stays its old job's: a failed start must not delete it.
          body.put("claimMode", "NO_CLAIM");
        });
    try {
      var response =
          Http.send(
              Http.request(site.uri(Part.JOBMANAGER, "/jars/" + jarId + "/run"))
                  .timeout(SUBMISSION_TIMEOUT)
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                  .build());
      if (response.statusCode() / 100 != 2) {
        throw new IOException("Flink refused the job: " + rootCause(response.body()));
      }
      AtomicFile.write(submittedDigest(), digest());
      return Http.JSON.readTree(response.body()).path("jobid").asText();
    } finally {
      Http.send(Http.request(site.uri(Part.JOBMANAGER, "/jars/" + jarId)).DELETE().build());
    }
  }

  /**
   * Whether Flink's high availability remembers a job: then a cluster that does not list it is
   * about to recover it.
   */
  public boolean remembered() throws IOException {
    Path jobs = site.data("flink").resolve("high-availability/local");
    if (!Files.isDirectory(jobs)) {
      return false;
    }
    try (Stream<Path> files = Files.list(jobs)) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith(EXECUTION_PLAN));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** The TaskManagers that run tasks of the run. */
  public Set<Part> taskManagers(String id) throws IOException, InterruptedException {
    JsonNode job = Http.getJson(site.uri(Part.JOBMANAGER, "/jobs/" + id));
    Set<Part> parts = EnumSet.noneOf(Part.class);
    for (JsonNode vertex : job.path("vertices")) {
      JsonNode holders =
          Http.getJson(
              site.uri(
                  Part.JOBMANAGER,
                  "/jobs/" + id + "/vertices/" + vertex.path("id").asText() + "/taskmanagers"));
      for (JsonNode holder : holders.path("taskmanagers")) {
        String resourceId = holder.path("taskmanager-id").asText();
        for (Part part : TASK_MANAGERS) {
          if (TaskManager.isOf(part, resourceId)) {
            parts.add(part);
          }
        }
      }
    }
    return parts;
  }

  /** Whether the jar was built anew since the job was submitted, so that Flink runs old code. */
  public boolean jarChanged() throws IOException {
    Path submitted = submittedDigest();
    return Files.exists(submitted) && !Files.readString(submitted).equals(digest());
  }

  /** Cancels the run; its checkpoints stay. Returns before the job has ended. */
  public void cancel(String id) throws IOException, InterruptedException {
    Http.expectSuccess(
        Http.request(site.uri(Part.JOBMANAGER, "/jobs/" + id + "?mode=cancel"))
            .method("PATCH", HttpRequest.BodyPublishers.noBody())
            .build());
  }

  /** The newest completed checkpoint of any run of the stack. */
  public Optional<Path> newestCheckpoint() throws IOException {
    List<Path> checkpoints = checkpoints();
    return checkpoints.isEmpty() ? Optional.empty() : Optional.of(checkpoints.getLast());
  }

  /** The completed checkpoints that are kept, of all runs of the stack, the newest last. */
  public List<Path> checkpoints() throws IOException {
    Path checkpoints = site.data("flink").resolve("checkpoints");
    if (!Files.isDirectory(checkpoints)) {
      return List.of();
    }
    try (Stream<Path> files = Files.find(checkpoints, 3, (path, attributes) -> isMetadata(path))) {
      return files
          // Read once each: a checkpoint may be deleted while they are sorted.
          .map(path -> Map.entry(path.toFile().lastModified(), path.getParent()))
          .sorted(Map.Entry.comparingByKey())
          .map(Map.Entry::getValue)
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** The completed checkpoints of one run that are kept, the newest last. */
  public List<Path> checkpoints(String runId) throws IOException {
    return checkpoints().stream().filter(path -> path.getParent().endsWith(runId)).toList();
  }

  /** What is wrong with the job's part of the environment, a line each; empty if nothing is. */
  public static List<String> wrongSettings(Map<String, String> environment) {
    return SETTINGS.stream().flatMap(setting -> setting.wrong(environment).stream()).toList();
  }

  private Path submittedDigest() {
    return site.data("flink").resolve("submitted-jar.sha256");
  }

  private String digest() throws IOException {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(Files.readAllBytes(jar())));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  List<String> programArguments(Map<String, String> different) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("--bootstrap-servers", site.address(Part.KAFKA));
    options.put("--topic", TOPIC);
    options.put("--live-topic", LIVE_TOPIC);
    options.put("--catalog-uri", detour.catalog().toString());
    options.put("--warehouse", ObjectStore.WAREHOUSE);
    options.put("--s3-endpoint", detour.objectStore().toString());
    for (Setting setting : SETTINGS) {
      String told = setting.told(environment);
      if (!told.isEmpty()) {
        options.put(setting.option(), told);
      }
    }
    options.putAll(different);
    List<String> arguments = new ArrayList<>();
    options.forEach(
        (option, value) -> {
          arguments.add(option);
          if (!value.isEmpty()) {
            arguments.add(value);
          }
        });
    return arguments;
  }

  private static boolean isMetadata(Path path) {
    // Written last: a folder without it is a checkpoint that was never completed.
    return path.endsWith("_metadata")
        && path.getParent().getFileName().toString().startsWith("chk-");
  }

  private static Run run(JsonNode job) {
    String state = job.path("state").asText();
    JsonNode tasks = job.path("tasks");
    int pending = tasks.path("total").asInt() - tasks.path("running").asInt();
    // Flink calls a job running from the moment at which its tasks are deployed.
    String shown = state.equals("RUNNING") && pending > 0 ? "DEPLOYING" : state;
    return new Run(job.path("jid").asText(), shown, job.path("start-time").asLong());
  }

  private String upload() throws IOException, InterruptedException {
    String boundary = "tidelake-" + System.nanoTime();
    var body = new ByteArrayOutputStream();
    body.writeBytes(
        ("--%s\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\"%s\"\r\n"
                + "Content-Type: application/x-java-archive\r\n\r\n")
            .formatted(boundary, jar().getFileName())
            .getBytes(StandardCharsets.UTF_8));
    body.writeBytes(Files.readAllBytes(jar()));
    body.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
    String answer =
        Http.expectSuccess(
            Http.request(site.uri(Part.JOBMANAGER, "/jars/upload"))
                .timeout(SUBMISSION_TIMEOUT)
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                .build());
    String file = Http.JSON.readTree(answer).path("filename").asText();
    return file.substring(file.lastIndexOf('/') + 1);
  }

  /** The last "Caused by" of the stack traces that Flink answers. */
  private static String rootCause(String answer) throws IOException {
    String trace = Http.JSON.readTree(answer).path("errors").toString().replace("\\n", "\n");
    return trace
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith("Caused by: "))
        .reduce((first, second) -> second)
        .map(line -> line.substring("Caused by: ".length()))
        .orElseGet(() -> trace.lines().findFirst().orElse(answer));
  }
}
