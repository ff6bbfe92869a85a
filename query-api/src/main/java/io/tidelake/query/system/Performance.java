package io.tidelake.query.system;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.springframework.stereotype.Component;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.hardware.NetworkIF;
import oshi.software.os.FileSystem;
import oshi.software.os.OSFileStore;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What the machine does. CPU and network are means since the last look. Thread-safe.
 *
 * <p>The sensors take a moment to find; the service does not wait for them when it starts.
 */
@Component
class Performance {

  /**
   * Percentages with one decimal.
   *
   * @param diskUsage of all local file systems together
   * @param networkIo received and sent, kilobytes a second, without loopback
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Reading(double cpuUsage, double memoryUsage, double diskUsage, double networkIo) {}

  private final FutureTask<Sensors> sensors = new FutureTask<>(Sensors::new);

  Performance() {
    Thread.ofPlatform().name("sensors").daemon().start(sensors);
  }

  Reading look() {
    try {
      return sensors.get().read();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the sensors of this machine can't be read", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static final class Sensors {

    private final CentralProcessor processor;
    private final GlobalMemory memory;
    private final List<NetworkIF> networks;
    private final FileSystem fileSystem;
    private long[] ticks;
    private long networkBytes;
    private long readAt;

    private Sensors() {
      SystemInfo system = new SystemInfo();
      HardwareAbstractionLayer hardware = system.getHardware();
      this.processor = hardware.getProcessor();
      this.memory = hardware.getMemory();
      this.networks = hardware.getNetworkIFs();
      this.fileSystem = system.getOperatingSystem().getFileSystem();
      this.ticks = processor.getSystemCpuLoadTicks();
      this.networkBytes = networkBytes();
      this.readAt = System.nanoTime();
    }

    private synchronized Reading read() {
      double cpu = processor.getSystemCpuLoadBetweenTicks(ticks);
      ticks = processor.getSystemCpuLoadTicks();
      long bytes = networkBytes();
      long now = System.nanoTime();
      double seconds = Math.max((now - readAt) / 1e9, 1e-3);
      double network = Math.max(bytes - networkBytes, 0) / 1024.0 / seconds;
      networkBytes = bytes;
      readAt = now;
      long total = memory.getTotal();
      return new Reading(
          oneDecimal(cpu * 100),
          oneDecimal(total == 0 ? 0 : (total - memory.getAvailable()) * 100.0 / total),
          oneDecimal(diskUsage()),
          oneDecimal(network));
    }

    private long networkBytes() {
      long bytes = 0;
      for (NetworkIF network : networks) {
        network.updateAttributes();
        bytes += network.getBytesRecv() + network.getBytesSent();
      }
      return bytes;
    }

    private double diskUsage() {
      long total = 0;
      long free = 0;
      for (OSFileStore store : fileSystem.getFileStores(true)) {
        total += store.getTotalSpace();
        free += store.getFreeSpace();
      }
      return total == 0 ? 0 : (total - free) * 100.0 / total;
    }
  }

  private static double oneDecimal(double value) {
    return Double.isNaN(value) ? 0 : Math.round(value * 10) / 10.0;
  }
}
