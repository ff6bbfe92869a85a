package io.tidelake.stack.reconcile;

import java.time.DateTimeException;
import java.time.LocalDate;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A date as an option; what is wrong with one is said in one line. */
public final class DateConverter implements ITypeConverter<LocalDate> {

  @Override
  public LocalDate convert(String value) {
    try {
      return LocalDate.parse(value);
    } catch (DateTimeException notADate) {
      throw new TypeConversionException(
          "\"" + value + "\" is no date: give one such as 2026-11-01");
    }
  }
}
