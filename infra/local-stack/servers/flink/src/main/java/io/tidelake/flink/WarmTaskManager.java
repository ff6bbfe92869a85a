package io.tidelake.flink;

import java.time.Duration;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;

/**
 * A TaskManager that, while it has no task, uses what tasks will need. A spare that was never used
 * takes several seconds more to take over, which it spends on loading and compiling classes.
 */
public final class WarmTaskManager {

  /** A stack that starts, or a job that recovers, needs the cores for that first. */
  private static final Duration DELAY = Duration.ofSeconds(12);

  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final int ATTEMPTS = 60;

  /** How Flink names the group of the threads of all tasks. */
  private static final String TASK_THREADS = "Flink Task Threads";

  private WarmTaskManager() {}

  /**
   * @param args as of {@link TaskManagerRunner}
   */
  public static void main(String[] args) throws Exception {
    Thread.ofPlatform().daemon().name("warm-up").start(WarmTaskManager::warmUp);
    TaskManagerRunner.main(args);
  }

  /** A new lake has no table before the job has started: it is looked for again. */
  private static void warmUp() {
    WarmUp warmUp = WarmUp.fromSystemProperties();
    try {
      Thread.sleep(DELAY);
      for (int i = 0; i < ATTEMPTS && !hasTasks() && !warmUp.run(); i++) {
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean hasTasks() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getThreadGroup)
        .anyMatch(group -> group != null && group.getName().equals(TASK_THREADS));
  }
}
