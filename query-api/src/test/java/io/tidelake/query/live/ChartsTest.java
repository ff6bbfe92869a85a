package io.tidelake.query.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidelake.schema.live.LiveDimension;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ChartsTest {

  @Test
  void areTheOptionsThatTheOriginalsClientsDraw() {
    LiveState state = new LiveState();
    state.merge(Ticks.all(LiveDimension.ACTION, "2", 300));
    state.merge(Ticks.all(LiveDimension.ACTION, "0", 1500));
    state.merge(Ticks.all(LiveDimension.AGE, "0", 5));
    state.merge(Ticks.all(LiveDimension.AGE, "2", 800));
    state.merge(Ticks.all(LiveDimension.AGE, "1", 8));
    state.merge(Ticks.all(LiveDimension.GENDER, "0", 900));
    state.merge(Ticks.all(LiveDimension.PROVINCE, "上海", 180));
    state.merge(Ticks.all(LiveDimension.PROVINCE, "北京", 200));

    JsonNode charts = charts(state);

    assertThat(charts.propertyNames()).containsExactly("action", "age", "gender", "province");
    assertThat(charts.at("/action/title/text").asString()).isEqualTo("用户行为分布 (Flink)");
    assertThat(charts.at("/action/series/0/type").asString()).isEqualTo("pie");
    assertThat(charts.at("/action/series/0/radius")).hasToString("[\"40%\",\"75%\"]");
    assertThat(charts.at("/action/series/0/data"))
        .isEqualTo(json("[{\"name\":\"点击\",\"value\":1500},{\"name\":\"购买\",\"value\":300}]"));
    assertThat(charts.at("/age/title/text").asString()).isEqualTo("年龄分布 (Flink)");
    assertThat(charts.at("/age/xAxis/data")).isEqualTo(json("[\"年龄<18\",\"18-24岁\",\"未知\"]"));
    assertThat(charts.at("/age/series/0/data")).isEqualTo(json("[8,800,5]"));
    assertThat(charts.at("/gender/title/text").asString()).isEqualTo("性别分布 (Flink)");
    assertThat(charts.at("/gender/series/0/data/0/name").asString()).isEqualTo("女性");
    assertThat(charts.at("/province/title/text").asString()).isEqualTo("省份分布 (Flink)");
    assertThat(charts.at("/province/xAxis/data")).isEqualTo(json("[\"北京\",\"上海\"]"));
    assertThat(charts.at("/province/series/0/data")).isEqualTo(json("[200,180]"));
  }

  @Test
  void anEmptyStateDrawsEmptyCharts() {
    JsonNode charts = charts(new LiveState());

    assertThat(charts.at("/action/series/0/data")).isEmpty();
    assertThat(charts.at("/province/xAxis/data")).isEmpty();
  }

  private static JsonNode charts(LiveState state) {
    return json(JsonMapper.shared().writeValueAsString(Charts.of(state.everything())));
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }
}
