/**
 * What the REST API offers, for programs (OpenAPI 3.1) and for people (Swagger UI). The document is
 * written by hand in {@code openapi.yaml}: it is the contract, with an example of every answer, and
 * the front end's types are generated from it without a running service.
 */
@NullMarked
package io.tidelake.query.apidocs;

import org.jspecify.annotations.NullMarked;
