package io.tidelake.stack.chaos;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a run is asked for.
 *
 * @param schedule what to do to the stack
 * @param seed of the load, the schedule's too
 * @param rate events a second
 * @param interval the least time from one step to the next; zero goes on as soon as the stack is
 *     back
 * @param home of the stack, deleted at the start
 * @param portOffset of the stack
 */
record ChaosSettings(
    Schedule schedule, long seed, long rate, Duration interval, Path home, int portOffset) {}
