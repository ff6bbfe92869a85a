/**
 * Live counts: one Kafka consumer, one state in memory, any number of clients.
 *
 * <pre>
 * behavior-live ─ KafkaLiveFeed ─ whole ticks ─► LiveHub ─┬─► LiveClient (a thread each) ─► /ws/live
 * behavior ────── LagMeter ────── end offsets ─►          └─► ChartPush (≤ 10/s) ─────────► /socket.io/
 * </pre>
 *
 * <p>Clients pull: the hub keeps the last frames, and each client's own thread takes what comes
 * next when its last send is through. So nothing queues up for a slow client, and nobody waits for
 * it; one that is too far behind gets the whole state anew. Never touches the lake.
 */
@NullMarked
package io.tidelake.query.live;

import org.jspecify.annotations.NullMarked;
