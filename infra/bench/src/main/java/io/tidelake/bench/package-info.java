/**
 * Benchmarks: programs with a fixed, seeded input that start what they need on ports of their own,
 * measure it in turn with its peers, and leave nothing running.
 */
@NullMarked
package io.tidelake.bench;

import org.jspecify.annotations.NullMarked;
