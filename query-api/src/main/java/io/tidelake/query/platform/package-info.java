/**
 * What every feature shares: the envelope and its error codes, the reading of parameters, who
 * calls, component checks, security headers. Imports no feature.
 */
@NullMarked
package io.tidelake.query.platform;

import org.jspecify.annotations.NullMarked;
