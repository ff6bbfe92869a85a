package io.tidelake.query.export;

import org.jspecify.annotations.Nullable;

/**
 * What stands at the end of a file.
 *
 * @param rows that came before, headers not counted
 * @param snapshot id of the table's snapshot that they are; null if nothing was ever written to it
 */
record Ending(long rows, @Nullable Long snapshot) {}
