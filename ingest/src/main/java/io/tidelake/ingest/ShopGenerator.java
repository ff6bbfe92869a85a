package io.tidelake.ingest;

import static io.tidelake.schema.event.EventField.ACTION;
import static io.tidelake.schema.event.EventField.AGE_RANGE;
import static io.tidelake.schema.event.EventField.BRAND_ID;
import static io.tidelake.schema.event.EventField.CAT_ID;
import static io.tidelake.schema.event.EventField.DAY;
import static io.tidelake.schema.event.EventField.EVENT_TIME;
import static io.tidelake.schema.event.EventField.GENDER;
import static io.tidelake.schema.event.EventField.ITEM_ID;
import static io.tidelake.schema.event.EventField.MERCHANT_ID;
import static io.tidelake.schema.event.EventField.MONTH;
import static io.tidelake.schema.event.EventField.PROVINCE;
import static io.tidelake.schema.event.EventField.USER_ID;

import io.tidelake.schema.event.BusinessCalendar;
import io.tidelake.schema.event.EventField;
import io.tidelake.schema.event.FieldTokens;
import io.tidelake.schema.event.RejectReason;
import io.tidelake.schema.json.JsonObjectWriter;
import io.tidelake.schema.json.Utf8Buffer;
import io.tidelake.schema.label.Province;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Traffic that looks like a shop's: many visits at once, each a funnel ({@link Session}); a few
 * items and customers are much more popular than the rest; who buys and what is sold is the same in
 * every run.
 *
 * <p>The sequence follows from the settings alone. Only the event time depends on the clock: it is
 * the time of sending, or before it by a delay that follows from the seed.
 */
public final class ShopGenerator implements EventSource {

  static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  /** How late an event must be to count as late, and a second more. */
  private static final long LATE_MILLIS = 301_000;

  private static final double MEAN_EXTRA_DELAY_MILLIS = 20 * 60_000.0;
  private static final double MAX_EXTRA_DELAY_MILLIS = 3 * 3_600_000.0;

  private static final double ITEM_SKEW = 1.05;
  private static final double USER_SKEW = 0.6;
  private static final int OPEN_SESSIONS = 1024;

  /** All that a record of the topic can have wrong; the one reason left out is about files. */
  private static final RejectReason[] FLAWS = {
    RejectReason.EMPTY_VALUE,
    RejectReason.INVALID_UTF8,
    RejectReason.MALFORMED_JSON,
    RejectReason.NOT_AN_OBJECT,
    RejectReason.INVALID_TYPE,
    RejectReason.MISSING_USER_ID,
    RejectReason.MISSING_ITEM_ID,
    RejectReason.INVALID_ACTION,
    RejectReason.INVALID_AGE_RANGE,
    RejectReason.INVALID_GENDER,
    RejectReason.INVALID_EVENT_TIME
  };

  private static final byte[] CUT_CHARACTER = {'"', (byte) 0xE5, (byte) 0x8C, '"'};
  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[][] PROVINCES = provinces();

  private final ShopSettings settings;
  private final SplittableRandom random;
  private final Zipf users;
  private final Zipf items;
  private final Session[] sessions;
  private final BusinessCalendar calendar = new BusinessCalendar(ZONE);

  private @Nullable DailyRhythm rhythm;
  private int epochDay = Integer.MIN_VALUE;
  private String month = "";
  private String day = "";

  private volatile long generated;

  /** A generator at the beginning of its sequence. */
  public ShopGenerator(ShopSettings settings) {
    this.settings = settings;
    random = new SplittableRandom(settings.seed());
    users = new Zipf(settings.uniqueUsers(), USER_SKEW);
    items = new Zipf(ShopCatalog.ITEMS, ITEM_SKEW);
    sessions = new Session[Math.min(OPEN_SESSIONS, settings.uniqueUsers())];
    for (int i = 0; i < sessions.length; i++) {
      sessions[i] = new Session();
    }
  }

  @Override
  public boolean next(EventRecord target, long now) {
    long index = generated;
    if (index == settings.count()) {
      return false;
    }
    Session session = sessions[random.nextInt(sessions.length)];
    session.advance(random, users, settings.uniqueUsers(), items);
    encode(session, flaw(), eventTime(index, now), target);
    generated = index + 1;
    return true;
  }

  @Override
  public Unit unit() {
    return Unit.EVENTS;
  }

  @Override
  public long total() {
    return settings.count();
  }

  @Override
  public long position() {
    return generated;
  }

  private long eventTime(long index, long now) {
    if (settings.days() > 0) {
      if (rhythm == null) {
        rhythm = new DailyRhythm(now, settings.days(), settings.count(), ZONE);
      }
      return rhythm.timeOf(index);
    }
    if (settings.lateShare() > 0 && random.nextDouble() < settings.lateShare()) {
      double extra = -Math.log(1 - random.nextDouble()) * MEAN_EXTRA_DELAY_MILLIS;
      return now - LATE_MILLIS - (long) Math.min(extra, MAX_EXTRA_DELAY_MILLIS);
    }
    return now;
  }

  private @Nullable RejectReason flaw() {
    if (settings.malformedShare() > 0 && random.nextDouble() < settings.malformedShare()) {
      return FLAWS[random.nextInt(FLAWS.length)];
    }
    return null;
  }

  private void encode(
      Session session, @Nullable RejectReason flaw, long eventTime, EventRecord target) {
    setDate(eventTime);
    JsonObjectWriter json = target.json();
    json.begin();
    if (flaw == RejectReason.MISSING_USER_ID) {
      target.noKey();
    } else {
      target.key(session.user);
      json.digits(token(USER_ID), session.user);
    }
    if (flaw == RejectReason.INVALID_TYPE) {
      json.raw(token(ITEM_ID), TRUE);
    } else if (flaw != RejectReason.MISSING_ITEM_ID) {
      json.digits(token(ITEM_ID), session.item);
    }
    json.digits(token(CAT_ID), session.category);
    json.digits(token(MERCHANT_ID), session.merchant);
    json.digits(token(BRAND_ID), session.brand);
    json.string(token(MONTH), month);
    json.string(token(DAY), day);
    json.number(token(ACTION), flaw == RejectReason.INVALID_ACTION ? 9 : session.action.code());
    json.number(token(AGE_RANGE), flaw == RejectReason.INVALID_AGE_RANGE ? 42 : session.age);
    json.number(token(GENDER), flaw == RejectReason.INVALID_GENDER ? 7 : session.gender);
    json.raw(
        token(PROVINCE),
        flaw == RejectReason.INVALID_UTF8 ? CUT_CHARACTER : PROVINCES[session.province.ordinal()]);
    if (flaw == RejectReason.INVALID_EVENT_TIME) {
      json.string(token(EVENT_TIME), "yesterday");
    } else {
      json.number(token(EVENT_TIME), eventTime);
    }
    json.end();
    if (flaw != null) {
      spoil(target.valueBuffer(), flaw);
    }
  }

  /** Does to the finished value what cannot be done field by field. */
  private static void spoil(Utf8Buffer value, RejectReason flaw) {
    switch (flaw) {
      case EMPTY_VALUE -> value.clear();
      case MALFORMED_JSON -> value.truncate(value.length() / 2);
      case NOT_AN_OBJECT -> {
        value.clear();
        value.writeJsonString("click");
      }
      case INVALID_UTF8,
          INVALID_TYPE,
          MISSING_USER_ID,
          MISSING_ITEM_ID,
          INVALID_ACTION,
          INVALID_AGE_RANGE,
          INVALID_GENDER,
          INVALID_EVENT_TIME -> {}
      case MALFORMED_CSV ->
          throw new IllegalArgumentException("no record of a topic is a CSV line");
    }
  }

  private void setDate(long eventTime) {
    int today = calendar.epochDay(eventTime);
    if (today != epochDay) {
      epochDay = today;
      LocalDate date = LocalDate.ofEpochDay(today);
      month = twoDigits(date.getMonthValue());
      day = twoDigits(date.getDayOfMonth());
    }
  }

  /** As the public log writes them: 08. */
  private static String twoDigits(int number) {
    return number < 10 ? "0" + number : Integer.toString(number);
  }

  private static byte[] token(EventField field) {
    return FieldTokens.of(field);
  }

  private static byte[][] provinces() {
    byte[][] encoded = new byte[Province.COUNT][];
    for (Province province : Province.values()) {
      encoded[province.ordinal()] = JsonObjectWriter.encoded(province.key());
    }
    return encoded;
  }
}
