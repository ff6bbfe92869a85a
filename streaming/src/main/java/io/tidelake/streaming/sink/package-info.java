/** Where rows and live records go. */
@NullMarked
package io.tidelake.streaming.sink;

import org.jspecify.annotations.NullMarked;
