/** What a process of Flink does here that it would not do by itself. */
@NullMarked
package io.tidelake.flink;

import org.jspecify.annotations.NullMarked;
