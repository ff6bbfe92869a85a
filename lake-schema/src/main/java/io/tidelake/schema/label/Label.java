package io.tidelake.schema.label;

/** A value of a dimension: its code in events and tables, and its names. */
public interface Label {

  /** The value as events, tables and live messages write it. */
  String key();

  /** The Chinese name, as the original system showed it. */
  String zh();

  /** The English name. */
  String en();
}
