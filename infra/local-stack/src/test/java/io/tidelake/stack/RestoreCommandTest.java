package io.tidelake.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** What is told of a roll back and of the streaming job that has to go on after it. */
class RestoreCommandTest {

  private static final String GOES_ON = "The streaming job goes on from where the tables stand.";

  private final List<String> said = new ArrayList<>();

  @Test
  void theJobGoesOnWhateverBecameOfTheTables() throws Exception {
    assertThat(between(() -> 0, () -> "id")).isZero();
    assertThat(between(() -> 2, () -> "id")).isEqualTo(2);
    IOException noProgram = new IOException("no such program");
    assertThatThrownBy(() -> between(throwing(noProgram), () -> "id")).isSameAs(noProgram);

    assertThat(said).containsExactly(GOES_ON, GOES_ON, GOES_ON);
  }

  @Test
  void aJobThatDoesNotStartIsToldOfAfterARollBack() {
    assertThatThrownBy(() -> between(() -> 0, throwing(new IOException("refused"))))
        .isInstanceOf(StackException.class)
        .hasMessageContainingAll("the tables are rolled back, but", "refused", "./tidelake up");
    assertThat(said).isEmpty();
  }

  @Test
  void neitherFailureHidesTheOther() {
    IOException refused = new IOException("refused");
    assertThatThrownBy(() -> between(() -> 1, throwing(refused)))
        .isInstanceOf(StackException.class)
        .hasMessageContainingAll("not all rolled back (exit code 1", "refused", "restore again");
    StackException noStack =
        new StackException(StackException.Kind.PRECONDITION, "there is no stack");
    assertThatThrownBy(() -> between(throwing(noStack), throwing(refused)))
        .isInstanceOf(StackException.class)
        .hasMessageContainingAll("(there is no stack)", "and the streaming job", "refused")
        .hasSuppressedException(noStack)
        .hasSuppressedException(refused);
  }

  private int between(Callable<Integer> rollBack, Callable<?> resume) throws Exception {
    return RestoreCommand.between(rollBack, resume, said::add);
  }

  private static <T> Callable<T> throwing(Exception failure) {
    return () -> {
      throw failure;
    };
  }
}
