package io.tidelake.query.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

class RequestQueryTest {

  private final MockHttpServletRequest request = new MockHttpServletRequest();

  @Test
  void knowsWhatIsGivenAndNothingOfBlanks() {
    request.addParameter("limit", " 5 ");
    request.addParameter("province", "");

    RequestQuery query = RequestQuery.of(request, List.of("limit", "province"));

    assertThat(query.get("limit")).isEqualTo("5");
    assertThat(query.has("province")).isFalse();
    assertThat(query.wholeNumber("limit", 1, 1, 10)).isEqualTo(5);
  }

  @Test
  void refusesWhatItDoesNotKnowByName() {
    request.addParameter("limti", "5");

    assertThatThrownBy(() -> RequestQuery.of(request, List.of("limit", "offset")))
        .isInstanceOfSatisfying(
            ParameterException.class,
            problem -> assertThat(problem.arguments()).containsExactly("limti", "limit, offset"));
  }

  @Test
  void refusesWhatIsGivenTwice() {
    request.addParameter("limit", "5", "5");

    assertThatThrownBy(() -> RequestQuery.of(request, List.of("limit")))
        .isInstanceOfSatisfying(
            ParameterException.class,
            problem -> assertThat(problem.arguments()).containsExactly("limit"));
  }
}
