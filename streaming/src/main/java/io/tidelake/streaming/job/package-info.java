/** The main classes: options, set-up of topics and tables, choice of sources and sinks. */
@NullMarked
package io.tidelake.streaming.job;

import org.jspecify.annotations.NullMarked;
