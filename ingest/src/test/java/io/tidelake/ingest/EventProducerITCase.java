package io.tidelake.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidelake.schema.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a real broker: every event arrives once, whatever happens to the broker or the run. */
@Timeout(120)
class EventProducerITCase {

  @TempDir static Path folder;

  private static KafkaBroker broker;

  private final List<String> messages = new CopyOnWriteArrayList<>();
  private String topic;

  @BeforeAll
  static void startBroker() {
    broker = KafkaBroker.start(folder);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void createTopic(TestInfo test) throws Exception {
    topic = test.getTestMethod().orElseThrow().getName();
    broker.createTopic(topic, Topics.BEHAVIOR_PARTITIONS);
  }

  @Test
  void everyEventArrivesOnceAndInOrderPerUser() throws Exception {
    ShopSettings settings = ShopSettings.defaults().withCount(50_000).withUniqueUsers(500);

    ProduceSummary summary;
    try (EventProducer producer = connect(0)) {
      summary = producer.run(new ShopGenerator(settings));
    }

    assertThat(summary.complete()).isTrue();
    assertThat(summary.acknowledged()).isEqualTo(50_000);
    assertThat(byUser(received())).isEqualTo(byUser(settings));
    assertThat(messages).isEmpty();
  }

  @Test
  void recordTimestampIsTheTimeOfSending() throws Exception {
    long before = System.currentTimeMillis();
    try (EventProducer producer = connect(0)) {
      producer.run(new ShopGenerator(ShopSettings.defaults().withCount(10).withDays(3)));
    }
    long after = System.currentTimeMillis();

    assertThat(received())
        .hasSize(10)
        .allMatch(r -> r.timestamp() >= before && r.timestamp() <= after);
  }

  @Test
  void stopFlushesWhatWasSent() throws Exception {
    try (EventProducer producer = connect(20_000)) {
      CompletableFuture<ProduceSummary> run = runInBackground(producer, ShopSettings.defaults());
      await().until(() -> producer.sent() > 5_000);
      producer.stop();
      ProduceSummary summary = ended(run);

      assertThat(summary.stopped()).isTrue();
      assertThat(summary.complete()).isTrue();
      assertThat(received()).hasSize(Math.toIntExact(summary.sent()));
    }
  }

  @Test
  void closeWaitsForTheRun() throws Exception {
    EventProducer producer = connect(0);
    CompletableFuture<ProduceSummary> run = runInBackground(producer, ShopSettings.defaults());
    await().until(() -> producer.sent() > 5_000);
    producer.close();

    assertThat(received()).hasSize(Math.toIntExact(producer.sent()));
    assertThat(ended(run).complete()).isTrue();
  }

  @Test
  void aKilledBrokerLosesAndRepeatsNothing() throws Exception {
    ShopSettings settings = ShopSettings.defaults().withCount(30_000).withUniqueUsers(500);
    try (EventProducer producer = connect(5_000)) {
      CompletableFuture<ProduceSummary> run = runInBackground(producer, settings);
      await().until(() -> producer.acknowledged() > 5_000);
      broker.kill();
      try {
        await().until(() -> producer.sent() > producer.acknowledged());
      } finally {
        broker.startAgain();
      }

      assertThat(ended(run).complete()).isTrue();
    }
    assertThat(byUser(received())).isEqualTo(byUser(settings));
  }

  @Test
  void aRecordThatIsTooLargeIsReportedAndTheRestArrives() throws Exception {
    Lines lines = new Lines("small", "x".repeat(2_000_000), "small again");
    ProduceSummary summary;
    try (EventProducer producer = connect(0)) {
      summary = producer.run(lines);
    }

    assertThat(summary.sent()).isEqualTo(3);
    assertThat(summary.acknowledged()).isEqualTo(2);
    assertThat(summary.failed()).isEqualTo(1);
    assertThat(summary.complete()).isFalse();
    assertThat(messages).singleElement().asString().contains("not delivered").contains("2,000,");
    assertThat(received()).hasSize(2);
  }

  @Test
  void aLineOfTenMegabytesIsRefusedWithSizeLimitAndFix() throws Exception {
    ProduceSummary summary = produceLineOfTenMegabytes();
    assertThat(summary.acknowledged()).isEqualTo(2);
    assertThat(summary.failed()).isEqualTo(1);
    assertThat(summary.complete()).isFalse();
    assertThat(messages)
        .singleElement()
        .asString()
        .containsPattern("event not delivered: 10,000,\\d{3} bytes")
        .contains("takes 1,048,588 at most", "raise max.message.bytes");
    assertThat(received()).hasSize(2);
  }

  @Test
  void aTopicThatTakesSixteenMegabytesGetsTen() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, topic),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("max.message.bytes", "16777216"),
                          AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
    ProduceSummary summary = produceLineOfTenMegabytes();
    assertThat(summary.complete()).isTrue();
    assertThat(messages).isEmpty();
    assertThat(received())
        .hasSize(3)
        .anyMatch(record -> record.serializedKeySize() + record.serializedValueSize() > 10_000_000);
  }

  private ProduceSummary produceLineOfTenMegabytes() throws Exception {
    Path csv = folder.resolve(topic + ".csv");
    String line = "%s,i,1,1,1,11,11,0,1,1,浙江\n";
    Files.writeString(
        csv, line.formatted("u1") + line.formatted("x".repeat(5_000_000)) + line.formatted("u2"));
    try (EventProducer producer = connect(0);
        EventSource source = CsvEventSource.open(csv, EventTimeMode.NOW, false, messages::add)) {
      return producer.run(source);
    }
  }

  @Test
  void missingTopicIsSaidWithTheFix() {
    ProducerSettings settings =
        new ProducerSettings(broker.bootstrapServers(), "no-such-topic", Compression.LZ4, 0);

    assertThatThrownBy(() -> EventProducer.connect(settings, messages::add))
        .isInstanceOf(ProduceException.class)
        .hasMessageContaining("no topic no-such-topic")
        .hasMessageContaining("./tidelake up");
  }

  @Test
  void unreachableBrokerIsSaidWithTheFixWithinTenSeconds() {
    ProducerSettings settings = new ProducerSettings("127.0.0.1:1", "behavior", Compression.LZ4, 0);

    long start = System.nanoTime();
    assertThatThrownBy(() -> EventProducer.connect(settings, messages::add))
        .isInstanceOf(ProduceException.class)
        .hasMessageContaining("127.0.0.1:1")
        .hasMessageContaining("./tidelake up");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(12));
  }

  private EventProducer connect(long rate) throws ProduceException {
    return EventProducer.connect(
        new ProducerSettings(broker.bootstrapServers(), topic, Compression.LZ4, rate),
        messages::add);
  }

  private static CompletableFuture<ProduceSummary> runInBackground(
      EventProducer producer, ShopSettings settings) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return producer.run(new ShopGenerator(settings));
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        },
        // A thread of its own: the common pool may have but one, which a run would hold.
        task -> Thread.ofPlatform().name("run").start(task));
  }

  private List<ConsumerRecord<byte[], byte[]>> received() {
    return Topic.readAll(broker.bootstrapServers(), topic);
  }

  private static Map<String, List<String>> byUser(List<ConsumerRecord<byte[], byte[]>> records) {
    Map<String, List<String>> events = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> received : records) {
      add(events, received.key(), received.value());
    }
    return events;
  }

  /** What the generator makes with these settings. */
  private static Map<String, List<String>> byUser(ShopSettings settings) {
    Map<String, List<String>> events = new HashMap<>();
    ShopGenerator generator = new ShopGenerator(settings);
    EventRecord event = new EventRecord();
    while (generator.next(event, System.currentTimeMillis())) {
      add(events, Objects.requireNonNull(event.key()), event.value());
    }
    return events;
  }

  private static void add(Map<String, List<String>> events, byte[] key, byte[] value) {
    String text = new String(value, StandardCharsets.UTF_8);
    // The dates are those of the sending.
    String timeless = text.replaceAll("\"(month|day|event_time)\":\"?\\d+\"?", "");
    events
        .computeIfAbsent(new String(key, StandardCharsets.UTF_8), user -> new ArrayList<>())
        .add(timeless);
  }

  /** A run that hangs fails its test instead of holding it up. */
  private static ProduceSummary ended(CompletableFuture<ProduceSummary> run) {
    return run.orTimeout(2, TimeUnit.MINUTES).join();
  }
}
