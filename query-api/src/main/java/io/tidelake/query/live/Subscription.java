package io.tidelake.query.live;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a client wants of each frame.
 *
 * @param scopes {@code all} or business dates
 */
record Subscription(Set<String> scopes, Set<LiveChannel> channels) {

  /**
   * What is left of it in a frame that has only these scopes, so that clients share what is written
   * although they ask for different dates.
   */
  Subscription in(Set<String> present) {
    return scopes.equals(present)
        ? this
        : new Subscription(
            present.stream().filter(scopes::contains).collect(Collectors.toUnmodifiableSet()),
            channels);
  }
}
