/** The graphs: sources and sinks come in from outside, so that a test brings its own. */
@NullMarked
package io.tidelake.streaming.pipeline;

import org.jspecify.annotations.NullMarked;
