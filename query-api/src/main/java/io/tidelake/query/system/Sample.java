package io.tidelake.query.system;

import java.util.List;

/**
 * What the machine's counters stood at.
 *
 * @param time epoch milliseconds
 * @param cpuBusy time that the processors worked, and {@code cpuTotal} time that passed for them,
 *     both in the same unit and only growing
 * @param load means of runnable tasks over 1, 5 and 15 minutes; negative where the system knows
 *     none
 * @param memoryTotal bytes
 * @param memoryFree bytes that a program could get
 * @param diskTotal bytes of all local file systems together
 * @param diskFree bytes
 * @param bytesSent since the machine started, on all interfaces but loopback; so are the others
 */
record Sample(
    long time,
    long cpuBusy,
    long cpuTotal,
    List<Double> load,
    long memoryTotal,
    long memoryFree,
    long diskTotal,
    long diskFree,
    long bytesSent,
    long bytesReceived,
    long packetsSent,
    long packetsReceived) {

  private static final double BYTES_PER_KILOBYTE = 1024;

  /** Per cent of the processors' time since an earlier sample, with one decimal. */
  double cpuUsageSince(Sample earlier) {
    return percentage(cpuBusy - earlier.cpuBusy, cpuTotal - earlier.cpuTotal);
  }

  double memoryUsage() {
    return percentage(memoryTotal - memoryFree, memoryTotal);
  }

  double diskUsage() {
    return percentage(diskTotal - diskFree, diskTotal);
  }

  /** Sent and received, kilobytes a second since an earlier sample, with one decimal. */
  double networkRateSince(Sample earlier) {
    double seconds = (time - earlier.time) / 1000.0;
    long bytes =
        difference(bytesSent, earlier.bytesSent) + difference(bytesReceived, earlier.bytesReceived);
    return seconds <= 0 ? 0 : oneDecimal(bytes / BYTES_PER_KILOBYTE / seconds);
  }

  /** Counters begin at 0 anew when an interface does. */
  static long difference(long now, long before) {
    return Math.max(0, now - before);
  }

  private static double percentage(long part, long whole) {
    return whole <= 0 ? 0 : oneDecimal(Math.clamp(part * 100.0 / whole, 0, 100));
  }

  private static double oneDecimal(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
