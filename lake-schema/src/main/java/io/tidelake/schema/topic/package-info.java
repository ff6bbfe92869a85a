/** The Kafka topics and their settings. */
@NullMarked
package io.tidelake.schema.topic;

import org.jspecify.annotations.NullMarked;
