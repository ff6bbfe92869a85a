/**
 * The way to Trino, shared by every feature that reads the lake: bounded, always answering in time,
 * and with whatever goes wrong told as an error of the envelope. Knows no question of its own.
 */
@NullMarked
package io.tidelake.query.trino;

import org.jspecify.annotations.NullMarked;
