/** What keeps a table small and quick to read: one operation a class, each one commit at a time. */
@NullMarked
package io.tidelake.streaming.maintenance.upkeep;

import org.jspecify.annotations.NullMarked;
