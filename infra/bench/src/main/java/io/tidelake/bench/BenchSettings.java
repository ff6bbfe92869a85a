package io.tidelake.bench;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * What all benchmarks are told.
 *
 * @param home for the state of stacks; emptied
 * @param portOffset shifts every port
 * @param rounds how often each measurement is made, in turn with its peers
 * @param seconds of one measurement, after warming up
 * @param quick fewer and shorter, for daily use
 * @param seed of the input
 * @param say tells people what is done now
 */
public record BenchSettings(
    Path home,
    int portOffset,
    int rounds,
    int seconds,
    boolean quick,
    long seed,
    Consumer<String> say) {}
