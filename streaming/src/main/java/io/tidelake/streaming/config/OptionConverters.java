package io.tidelake.streaming.config;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Values of options; what is wrong with one is said in one line, with what to give instead. */
public final class OptionConverters {

  private OptionConverters() {}

  /** A duration in ISO-8601. */
  public static final class IsoDuration implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
      try {
        return Duration.parse(value);
      } catch (DateTimeException notADuration) {
        throw new TypeConversionException(
            "\"" + value + "\" is no duration: give ISO-8601 such as PT5M or PT0.02S");
      }
    }
  }

  static final class Zone implements ITypeConverter<ZoneId> {
    @Override
    public ZoneId convert(String value) {
      try {
        return ZoneId.of(value);
      } catch (DateTimeException unknown) {
        throw new TypeConversionException(
            "\"" + value + "\" is no time zone: give one such as Asia/Shanghai or UTC");
      }
    }
  }
}
