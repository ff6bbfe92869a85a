package io.tidelake.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A CSV file in all the forms that the rules allow, and the naive model of what it must become. The
 * rules are written here a second time, on purpose: this is what the stack is measured against.
 */
final class KnownInput {

  static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  /** One event as the lake must hold it. */
  record Event(
      int action,
      int age,
      int gender,
      String province,
      LocalDate date,
      String user,
      String item,
      String category,
      String brand) {}

  private static final String[][] PROVINCES = {
    {"北京市", "北京"},
    {"上海", "上海"},
    {"内蒙古自治区", "内蒙古"},
    {"广东省", "广东"},
    {"广东", "广东"},
    {"新疆维吾尔自治区", "新疆"},
    {"香港特别行政区", "香港"},
    {"", "未知"},
    {"浙江", "浙江"},
    {"Bavaria", "Bavaria"},
  };

  private final LocalDate today = LocalDate.now(ZONE);
  private final List<String> lines = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();

  KnownInput(int rows, long seed) {
    Random random = new Random(seed);
    lines.add(
        "user_id,item_id,cat_id,merchant_id,brand_id,month,day,action,age_range,gender,province");
    for (int i = 0; i < rows; i++) {
      int action = random.nextInt(10) < 7 ? 0 : random.nextInt(4);
      String age =
          new String[] {"0", "1", "2", "3", "4", "5", "6", "7", "8", "", "NULL"}
              [random.nextInt(11)];
      String gender = new String[] {"0", "1", "2", "", "NULL"}[random.nextInt(5)];
      String[] province = PROVINCES[random.nextInt(PROVINCES.length)];
      LocalDate date = date(random);
      String user = "u" + random.nextInt(200);
      String item = "i" + random.nextInt(1000);
      String category = "c" + random.nextInt(50);
      String merchant = "m" + random.nextInt(20);
      String brand = random.nextInt(10) == 0 ? "" : "b" + random.nextInt(30);
      lines.add(
          "%s,%s,%s,%s,%s,%02d,%d,%d,%s,%s,%s"
              .formatted(
                  user,
                  item,
                  category,
                  merchant,
                  brand,
                  date.getMonthValue(),
                  date.getDayOfMonth(),
                  action,
                  age,
                  gender,
                  province[0]));
      events.add(
          new Event(
              action,
              age.isEmpty() || age.equals("NULL") ? 0 : Math.min(7, Integer.parseInt(age)),
              gender.isEmpty() || gender.equals("NULL") ? 2 : Integer.parseInt(gender),
              province[1],
              date,
              user,
              item,
              category,
              brand));
    }
  }

  private LocalDate date(Random random) {
    while (true) {
      LocalDate date =
          LocalDate.of(today.getYear(), 1 + random.nextInt(12), 1 + random.nextInt(28));
      if (Math.abs(ChronoUnit.DAYS.between(today, date)) > 1) {
        return date;
      }
    }
  }

  List<Event> events() {
    return events;
  }

  /** Number of events by a property, as text. */
  Map<String, Long> countBy(Function<Event, Object> property) {
    return countBy(events, property);
  }

  /** The same of any events. */
  static Map<String, Long> countBy(List<Event> events, Function<Event, Object> property) {
    Map<String, Long> counts = new TreeMap<>();
    events.forEach(event -> counts.merge(property.apply(event).toString(), 1L, Long::sum));
    return counts;
  }

  /** Late are the events of days past: none is of a day next to today, whatever the hour. */
  long late() {
    return events.stream().filter(event -> event.date().isBefore(today)).count();
  }

  void write(Path file) throws IOException {
    // With a byte order mark and the line ends of Windows, as spreadsheets write them.
    Files.writeString(file, "\uFEFF" + String.join("\r\n", lines) + "\r\n");
  }
}
