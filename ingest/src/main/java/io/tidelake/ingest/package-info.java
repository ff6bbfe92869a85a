/**
 * The only Kafka producer of events: replays a CSV of the behaviour log or generates the traffic of
 * a shop, at an exact rate or as fast as the broker takes it.
 *
 * <pre>
 * EventSource (CSV file | shop generator) ─► EventProducer (rate schedule, acknowledgements) ─► Kafka
 * </pre>
 *
 * <p>Nothing is filtered here: a record that makes no sense is sent all the same, since the stream
 * quarantines it with a reason. Only what cannot be read as CSV at all is skipped, and counted.
 */
@NullMarked
package io.tidelake.ingest;

import org.jspecify.annotations.NullMarked;
