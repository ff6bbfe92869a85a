/**
 * {@code ./tidelake chaos}: faults from a seed against a stack of its own under load, and the proof
 * that the numbers came through. {@link io.tidelake.stack.chaos.Schedule} says what happens, {@link
 * io.tidelake.stack.chaos.Injector} does it, the watches measure, {@link
 * io.tidelake.stack.chaos.ChaosReport} judges.
 */
@NullMarked
package io.tidelake.stack.chaos;

import org.jspecify.annotations.NullMarked;
