/**
 * The local stack: real servers as processes of this machine, for people ({@code ./tidelake}) and
 * for end-to-end tests ({@link io.tidelake.stack.LocalStack}).
 *
 * <p>{@code server} says how each server is configured, started and asked for its health; {@code
 * process} keeps any process running; this package puts them together and holds the command line.
 */
@NullMarked
package io.tidelake.stack;

import org.jspecify.annotations.NullMarked;
