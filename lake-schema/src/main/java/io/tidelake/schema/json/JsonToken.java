package io.tidelake.schema.json;

/** The kinds of a JSON value. */
public enum JsonToken {
  STRING,
  NUMBER,
  TRUE,
  FALSE,
  NULL,
  OBJECT,
  ARRAY
}
