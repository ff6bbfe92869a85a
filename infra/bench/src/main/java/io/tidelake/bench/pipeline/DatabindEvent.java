package io.tidelake.bench.pipeline;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** An event as one would usually declare it for Jackson databind. */
@JsonIgnoreProperties(ignoreUnknown = true)
final class DatabindEvent {

  @JsonProperty("user_id")
  public @Nullable String userId;

  @JsonProperty("item_id")
  public @Nullable String itemId;

  @JsonProperty("cat_id")
  public @Nullable String categoryId;

  @JsonProperty("merchant_id")
  public @Nullable String merchantId;

  @JsonProperty("brand_id")
  public @Nullable String brandId;

  @JsonProperty("month")
  public @Nullable String month;

  @JsonProperty("day")
  public @Nullable String day;

  @JsonProperty("action")
  public int action;

  @JsonProperty("age_range")
  public int ageRange;

  @JsonProperty("gender")
  public int gender;

  @JsonProperty("province")
  public @Nullable String province;

  @JsonProperty("event_time")
  public long eventTime;
}
