/** The rules of the stream, one operator a class; testable on a harness, free of connectors. */
@NullMarked
package io.tidelake.streaming.function;

import org.jspecify.annotations.NullMarked;
