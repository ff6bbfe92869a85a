package io.tidelake.schema.label;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidelake.schema.Golden;
import io.tidelake.schema.event.RejectReason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelGoldenTest {

  private final JsonNode golden = Golden.read("labels.json");

  @Test
  void theGoldenFileHoldsExactlyTheLabels() {
    assertThat(golden.fieldNames())
        .toIterable()
        .containsExactly("action", "age", "gender", "province", "delay", "rejected");
    assertLabels("action", Action.values());
    assertLabels("age", AgeRange.values());
    assertLabels("gender", Gender.values());
    assertLabels("province", Province.values());
    assertLabels("delay", Delay.values());
    assertLabels("rejected", RejectReason.values());
  }

  private void assertLabels(String dimension, Label[] labels) {
    List<String> wanted = new ArrayList<>();
    golden
        .get(dimension)
        .forEach(
            each ->
                wanted.add(
                    each.get("key").asText()
                        + "|"
                        + each.get("zh").asText()
                        + "|"
                        + each.get("en").asText()));
    List<String> found = new ArrayList<>();
    for (Label label : labels) {
      found.add(label.key() + "|" + label.zh() + "|" + label.en());
    }
    assertThat(found).isEqualTo(wanted);
  }
}
