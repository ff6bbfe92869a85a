/** Which events a call is about: range of time and filters, read alike by every call. */
@NullMarked
package io.tidelake.query.scope;

import org.jspecify.annotations.NullMarked;
