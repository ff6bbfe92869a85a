package io.tidelake.ingest.replay;

import io.tidelake.schema.event.RejectReason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which records to send again.
 *
 * @param reason null for all
 * @param since records of this time or later; null for all
 */
record ReplayFilter(@Nullable RejectReason reason, @Nullable Instant since) {}
