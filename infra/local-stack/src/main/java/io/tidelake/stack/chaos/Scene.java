package io.tidelake.stack.chaos;

import io.tidelake.schema.topic.TopicPositions;
import io.tidelake.stack.LocalStack;

/** A stack under load, with what acts on it and what looks at it. */
record Scene(LocalStack stack, Injector injector, Load load, LiveWatch live, CommitWatch commits) {

  /** Records that the broker has and the stream has not counted yet. */
  long lag() {
    return load.acknowledged() - live.furthest().recordsSince(TopicPositions.NONE);
  }
}
