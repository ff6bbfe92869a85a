package io.tidelake.query.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SharedReadTest {

  private final Queue<Runnable> begun = new ArrayDeque<>();
  private int reads;
  private final SharedRead<Integer> shared = new SharedRead<>(() -> ++reads, begun::add);

  @Test
  void nobodyGetsAReadThatBeganBeforeHeCame() {
    CompletableFuture<Integer> first = shared.result();
    CompletableFuture<Integer> second = shared.result();
    CompletableFuture<Integer> third = shared.result();

    begun.remove().run();
    assertThat(first).isCompletedWithValue(1);
    assertThat(second).isNotDone();

    begun.remove().run();
    assertThat(second).isCompletedWithValue(2);
    assertThat(third).isCompletedWithValue(2);
    assertThat(begun).isEmpty();

    CompletableFuture<Integer> later = shared.result();
    begun.remove().run();
    assertThat(later).isCompletedWithValue(3);
  }

  @Test
  void aFailureIsOfThatReadOnly() {
    Queue<Object> answers = new ArrayDeque<>();
    answers.add(new IOException("no"));
    answers.add("yes");
    SharedRead<Object> failing =
        new SharedRead<>(
            () -> {
              if (answers.remove() instanceof IOException no) {
                throw no;
              }
              return "yes";
            },
            begun::add);
    CompletableFuture<Object> first = failing.result();
    CompletableFuture<Object> second = failing.result();
    begun.remove().run();
    begun.remove().run();

    assertThat(first).isCompletedExceptionally();
    assertThat(second).isCompletedWithValue("yes");
  }
}
