/**
 * Tests of the whole stack as its users meet it: the command line, Trino, REST, WebSocket,
 * Socket.IO and a browser, each compared with a model of the input that is computed here and
 * nowhere else.
 */
@NullMarked
package io.tidelake.e2e;

import org.jspecify.annotations.NullMarked;
