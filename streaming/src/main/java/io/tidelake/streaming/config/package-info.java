/** What the jobs can be told: typed, validated, each key with its meaning. */
@NullMarked
package io.tidelake.streaming.config;

import org.jspecify.annotations.NullMarked;
