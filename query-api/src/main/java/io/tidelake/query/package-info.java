/**
 * The service in front of the lake: history over REST (Trino), live counts over WebSocket and
 * Socket.IO (Kafka), the state of the system, and the dashboard's files.
 *
 * <p>Features ({@code history}, {@code live}, {@code system}) do not know each other; what they
 * share is in {@code platform}, which knows none of them.
 */
@NullMarked
package io.tidelake.query;

import org.jspecify.annotations.NullMarked;
