/**
 * Exports: what the lake holds, as files. Rows are read from Trino one by one and written as they
 * come, in memory that does not grow with them: CSV, NDJSON and workbooks go straight to the
 * client, JSON files and long exports to files that can be fetched for a while.
 *
 * <pre>
 * a table of the lake ─ Trino ─► RowSource ─► RowWriter (CSV, JSON, sheet) ─► client or file
 * </pre>
 *
 * <p>A {@code RowSource} knows columns and rows, a {@code RowWriter} a format; neither knows the
 * other. Every file tells at its end how many rows it holds, so that a truncated one can be told.
 */
@NullMarked
package io.tidelake.query.export;

import org.jspecify.annotations.NullMarked;
