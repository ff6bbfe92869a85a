package io.tidelake.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures of one benchmark. Thread-safe. */
public final class BenchResult {

  /**
   * A figure, measured once a round.
   *
   * @param median of the rounds
   */
  public record Figure(
      String what, String unit, double median, double least, double most, List<Double> rounds) {}

  /**
   * A target beside what was measured.
   *
   * @param id as in the table of targets
   * @param peer the same figure of whom it is held against; empty if it is held to a number
   * @param ratio what is asked of, if there is a peer; else empty
   */
  public record Target(
      String id,
      String what,
      String asked,
      String measured,
      String peer,
      String ratio,
      boolean met) {}

  private final String name;
  private final Map<String, String> units = new LinkedHashMap<>();
  private final Map<String, List<Double>> samples = new LinkedHashMap<>();
  private final List<Target> targets = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private String failure = "";

  BenchResult(String name) {
    this.name = name;
  }

  public String name() {
    return name;
  }

  /** Adds what one round gave. */
  public synchronized void add(String what, String unit, double value) {
    units.put(what, unit);
    samples.computeIfAbsent(what, unseen -> new ArrayList<>()).add(value);
  }

  /** The median of a figure so far. */
  public synchronized double median(String what) {
    return median(samples.getOrDefault(what, List.of()));
  }

  /** The largest of the rounds; NaN if it was not measured. */
  public synchronized double most(String what) {
    return samples.getOrDefault(what, List.of()).stream()
        .mapToDouble(Double::doubleValue)
        .max()
        .orElse(Double.NaN);
  }

  /** Adds a target that a figure is held to. */
  public synchronized void atMost(String id, String what, double most, double measured) {
    targets.add(
        new Target(id, what, "≤ " + number(most), number(measured), "", "", measured <= most));
  }

  /** Adds a target that a figure is held to. */
  public synchronized void atLeast(String id, String what, double least, double measured) {
    targets.add(
        new Target(id, what, "≥ " + number(least), number(measured), "", "", measured >= least));
  }

  /**
   * Adds a target that a ratio is held to.
   *
   * @param measured our figure
   * @param peer the same figure of whom it is held against
   * @param ratio of the two, whichever way round the target says
   */
  public synchronized void atMost(
      String id, String what, double most, double measured, double peer, double ratio) {
    targets.add(
        new Target(
            id,
            what,
            "≤ " + number(most),
            number(measured),
            number(peer),
            number(ratio),
            ratio <= most));
  }

  /**
   * Adds a target that a ratio is held to.
   *
   * @param measured our figure
   * @param peer the same figure of whom it is held against
   * @param ratio of the two, whichever way round the target says
   */
  public synchronized void atLeast(
      String id, String what, double least, double measured, double peer, double ratio) {
    targets.add(
        new Target(
            id,
            what,
            "≥ " + number(least),
            number(measured),
            number(peer),
            number(ratio),
            ratio >= least));
  }

  /** Says why it did not run to its end. */
  synchronized void fail(String why) {
    failure = why;
  }

  /** Why it did not run to its end; empty if it did. */
  public synchronized String failure() {
    return failure;
  }

  /** Adds something that readers of the figures must know. */
  public synchronized void note(String text) {
    notes.add(text);
  }

  public synchronized List<Figure> figures() {
    List<Figure> figures = new ArrayList<>();
    samples.forEach(
        (what, values) ->
            figures.add(
                new Figure(
                    what,
                    units.get(what),
                    median(values),
                    values.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN),
                    values.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN),
                    List.copyOf(values))));
    return figures;
  }

  public synchronized List<Target> targets() {
    return List.copyOf(targets);
  }

  public synchronized List<String> notes() {
    return List.copyOf(notes);
  }

  /** For people, as Markdown. */
  public synchronized String markdown() {
    StringBuilder text = new StringBuilder("### " + name + "\n\n");
    if (!failure.isEmpty()) {
      text.append("Failed: ").append(failure).append("\n\n");
    }
    text.append("| figure | median | least | most | rounds |\n|---|---|---|---|---|\n");
    for (Figure figure : figures()) {
      text.append(
          "| %s | %s %s | %s | %s | %d |%n"
              .formatted(
                  figure.what(),
                  number(figure.median()),
                  figure.unit(),
                  number(figure.least()),
                  number(figure.most()),
                  figure.rounds().size()));
    }
    if (!targets.isEmpty()) {
      text.append('\n').append(TargetTable.HEAD);
      targets.forEach(target -> text.append(TargetTable.row(target)));
    }
    notes.forEach(note -> text.append("\n").append(note).append("\n"));
    return text.toString();
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted.length == 0
        ? Double.NaN
        : Arrays.stream(sorted, (sorted.length - 1) / 2, sorted.length / 2 + 1)
            .average()
            .orElseThrow();
  }

  static String number(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    double size = Math.abs(value);
    String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }
}
