/**
 * Who did what: one record for each call of the REST API, first in a journal on this machine's
 * disk, then in the lake's table {@code audit_log}. A record is on disk when its call is answered,
 * and leaves the disk only when the lake has it, so none is lost by a crash of either.
 */
@NullMarked
package io.tidelake.query.audit;

import org.jspecify.annotations.NullMarked;
