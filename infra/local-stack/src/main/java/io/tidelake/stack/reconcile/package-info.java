/**
 * Proves that nothing was lost or counted twice: compares the event topic, the tables of the lake
 * and the live counts with each other, offset by offset and cell by cell.
 */
@NullMarked
package io.tidelake.stack.reconcile;

import org.jspecify.annotations.NullMarked;
