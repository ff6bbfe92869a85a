package io.tidelake.ingest;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads option values; picocli puts the name of the option before the message. */
final class OptionConverters {

  private OptionConverters() {}

  static final class Rate implements ITypeConverter<Long> {
    @Override
    public Long convert(String value) {
      return whole(value, 0, RateSchedule.MAX_RATE, "events per second, 0 = as fast as possible");
    }
  }

  static final class Count implements ITypeConverter<Long> {
    @Override
    public Long convert(String value) {
      return whole(value, 0, Long.MAX_VALUE, "records");
    }
  }

  static final class Seed implements ITypeConverter<Long> {
    @Override
    public Long convert(String value) {
      return whole(value, Long.MIN_VALUE, Long.MAX_VALUE, "any whole number");
    }
  }

  static final class Users implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      return (int) whole(value, 1, 100_000_000, "users");
    }
  }

  static final class Days implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      return (int) whole(value, 0, 3_650, "days");
    }
  }

  static final class Share implements ITypeConverter<Double> {
    @Override
    public Double convert(String value) {
      try {
        double share = Double.parseDouble(value);
        if (share >= 0 && share <= 1) {
          return share;
        }
      } catch (NumberFormatException e) {
        // said below
      }
      throw new TypeConversionException(
          "'%s' is no share: give a number from 0 to 1, such as 0.01".formatted(value));
    }
  }

  static final class EventTime implements ITypeConverter<EventTimeMode> {
    @Override
    public EventTimeMode convert(String value) {
      return constant(EventTimeMode.class, value);
    }
  }

  static final class Codec implements ITypeConverter<Compression> {
    @Override
    public Compression convert(String value) {
      return constant(Compression.class, value);
    }
  }

  private static long whole(String value, long least, long most, String meaning) {
    try {
      long number = Long.parseLong(value.strip());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new TypeConversionException(
        "'%s' does not fit: give a whole number from %d to %d (%s)"
            .formatted(value, least, most, meaning));
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String value) {
    StringBuilder accepted = new StringBuilder();
    for (E constant : type.getEnumConstants()) {
      String name = constant.name().toLowerCase(Locale.ROOT);
      if (name.equals(value.toLowerCase(Locale.ROOT))) {
        return constant;
      }
      accepted.append(accepted.isEmpty() ? "" : ", ").append(name);
    }
    throw new TypeConversionException("'%s' is unknown: give one of %s".formatted(value, accepted));
  }
}
