package io.tidelake.query.system;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.springframework.stereotype.Component;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.CentralProcessor.TickType;
import oshi.hardware.GlobalMemory;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.hardware.NetworkIF;
import oshi.software.os.FileSystem;
import oshi.software.os.OSFileStore;

/**
 * Reads the machine's counters. Thread-safe.
 *
 * <p>The sensors take a moment to find; the service does not wait for them when it starts.
 */
@Component
class Sensors {

  private static final int LOADS = 3;

  private final FutureTask<Found> found = new FutureTask<>(Found::new);

  Sensors() {
    Thread.ofPlatform().name("sensors").daemon().start(found);
  }

  Sample read() {
    try {
      return found.get().read();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the sensors of this machine can't be read", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static final class Found {

    private final CentralProcessor processor;
    private final GlobalMemory memory;
    private final List<NetworkIF> networks;
    private final FileSystem fileSystem;

    private Found() {
      SystemInfo system = new SystemInfo();
      HardwareAbstractionLayer hardware = system.getHardware();
      this.processor = hardware.getProcessor();
      this.memory = hardware.getMemory();
      this.networks = hardware.getNetworkIFs();
      this.fileSystem = system.getOperatingSystem().getFileSystem();
    }

    private synchronized Sample read() {
      long[] ticks = processor.getSystemCpuLoadTicks();
      long total = 0;
      for (TickType type : TickType.values()) {
        total += ticks[type.getIndex()];
      }
      long idle = ticks[TickType.IDLE.getIndex()] + ticks[TickType.IOWAIT.getIndex()];
      List<Double> load = new ArrayList<>(LOADS);
      for (double mean : processor.getSystemLoadAverage(LOADS)) {
        load.add(Math.round(mean * 100) / 100.0);
      }
      long sent = 0;
      long received = 0;
      long packetsSent = 0;
      long packetsReceived = 0;
      for (NetworkIF network : networks) {
        network.updateAttributes();
        sent += network.getBytesSent();
        received += network.getBytesRecv();
        packetsSent += network.getPacketsSent();
        packetsReceived += network.getPacketsRecv();
      }
      long diskTotal = 0;
      long diskFree = 0;
      for (OSFileStore store : fileSystem.getFileStores(true)) {
        diskTotal += store.getTotalSpace();
        diskFree += store.getFreeSpace();
      }
      return new Sample(
          System.currentTimeMillis(),
          total - idle,
          total,
          List.copyOf(load),
          memory.getTotal(),
          memory.getAvailable(),
          diskTotal,
          diskFree,
          sent,
          received,
          packetsSent,
          packetsReceived);
    }
  }
}
