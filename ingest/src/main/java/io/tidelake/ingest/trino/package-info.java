/** Asks Trino: addresses as users give them, questions in files, errors in one line. */
@NullMarked
package io.tidelake.ingest.trino;

import org.jspecify.annotations.NullMarked;
