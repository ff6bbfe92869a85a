/**
 * Sends rejected records again, each once: whoever repaired what was wrong, be it in the rules of
 * the stream or in the records' surroundings, gets them counted after all.
 */
@NullMarked
package io.tidelake.ingest.replay;

import org.jspecify.annotations.NullMarked;
