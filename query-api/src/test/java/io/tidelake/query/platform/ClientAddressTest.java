package io.tidelake.query.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {

  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  @ParameterizedTest
  @CsvSource({
    // Not from a proxy of ours: whatever it says.
    "203.0.113.9, '1.2.3.4', 203.0.113.9",
    "10.1.1.1, '1.2.3.4', 1.2.3.4",
    // What the client wrote stands before what the proxy added.
    "10.1.1.1, '6.6.6.6, 1.2.3.4', 1.2.3.4",
    "10.1.1.1, '6.6.6.6, 1.2.3.4, 10.2.2.2', 1.2.3.4",
    "10.1.1.1, '', 10.1.1.1",
    "10.1.1.1, 'unknown', 10.1.1.1",
    "10.1.1.1, '1.2.3.4, _hidden', 10.1.1.1",
    "10.1.1.1, '10.3.3.3', 10.3.3.3",
    "10.1.1.1, '2001:db8::1', 2001:db8::1",
    "::1, '1.2.3.4', 1.2.3.4"
  })
  void believesOnlyWhatTrustedProxiesWrote(String direct, String forwarded, String client) {
    ClientAddress address = trusting("10.0.0.0/8", "::1");

    assertThat(address.client(direct, Collections.enumeration(List.of(forwarded))))
        .isEqualTo(client);
  }

  @Test
  void believesNobodyByDefault() {
    assertThat(trusting().client("127.0.0.1", Collections.enumeration(List.of("1.2.3.4"))))
        .isEqualTo("127.0.0.1");
  }

  @Test
  void refusesWhatIsNoAddress() {
    assertThatThrownBy(() -> trusting("10.0.0.0/99"))
        .hasMessageContaining("tidelake.trusted-proxies")
        .hasMessageContaining("10.0.0.0/99");
  }

  private static ClientAddress trusting(String... proxies) {
    return new ClientAddress(
        new PlatformProperties(
            ZONE, List.of(), List.of(proxies), Duration.ofSeconds(1), Duration.ofSeconds(1)));
  }
}
