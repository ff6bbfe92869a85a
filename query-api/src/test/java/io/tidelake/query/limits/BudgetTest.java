package io.tidelake.query.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.query.platform.Caller;
import io.tidelake.query.platform.Role;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetTest {

  private final AtomicLong nanos = new AtomicLong(1);
  private final Budget budget = new Budget("calls", 3, Duration.ofMinutes(1), 100, nanos::get);

  @Test
  void grantsSoManyInEachWindow() {
    assertThat(budget.spend("a")).isEqualTo(new Budget.Account(true, 2, 60));
    pass(Duration.ofSeconds(20));
    assertThat(budget.spend("a")).isEqualTo(new Budget.Account(true, 1, 40));
    budget.spend("a");
    assertThat(budget.spend("a")).isEqualTo(new Budget.Account(false, 0, 40));
    assertThat(budget.spend("b").granted()).isTrue();

    pass(Duration.ofSeconds(39));
    assertThat(budget.spend("a").granted()).isFalse();
    pass(Duration.ofSeconds(1));
    assertThat(budget.spend("a")).isEqualTo(new Budget.Account(true, 2, 60));
  }

  @Test
  void speaksTheListSyntaxOfTheDraft() {
    assertThat(budget.policy()).isEqualTo("\"calls\";q=3;w=60");
    assertThat(budget.state(budget.spend("a"))).isEqualTo("\"calls\";r=2;t=60");
  }

  @Test
  void remembersNoMoreCallersThanItMay() {
    for (int i = 0; i < 100_000; i++) {
      budget.spend("10.%d.%d.%d".formatted(i >> 16, i >> 8 & 255, i & 255));
    }

    assertThat(budget.callers()).isLessThanOrEqualTo(100);
  }

  @ParameterizedTest
  @CsvSource({
    "anonymous, 10.0.0.1, address 10.0.0.1",
    "anonymous, 2001:db8:1:2:3:4:5:6, address 20010db800010002",
    "anonymous, 2001:db8:1:2:ffff:4:5:6, address 20010db800010002",
    "li, 10.0.0.1, user li"
  })
  void aUserIsTheSameEverywhereAndANetworkIsOneHousehold(String name, String address, String key) {
    assertThat(CallLimits.key(new Caller(name, Role.VIEWER, address))).isEqualTo(key);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/export_user_stats, true",
    "GET, /api/export_user_stats/excel, true",
    "HEAD, /api/export_user_stats, false",
    "GET, /api/exports/1, false",
    "DELETE, /api/exports/1, false",
    "GET, /api/user_stats, false"
  })
  void knowsAnExport(String method, String path, boolean export) {
    assertThat(CallLimits.isExport(method, path)).isEqualTo(export);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
