/**
 * Who may do what. Callers bring a bearer token (JWT), made by {@code ./tidelake token} or by an
 * OIDC issuer; who brings none is anonymous and may do what the configuration leaves open.
 */
@NullMarked
package io.tidelake.query.security;

import org.jspecify.annotations.NullMarked;
