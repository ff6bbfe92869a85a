package io.tidelake.e2e;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One lake without a stream for every class of tests that wants to begin with an empty one: its
 * start costs half a minute, emptying it a second. It stops after the last class.
 *
 * <pre>{@code
 * @ExtendWith(SharedLake.class)
 * class MyE2ECase {
 *   private final LakeStack stack = SharedLake.stack();
 * }</pre>
 */
final class SharedLake implements BeforeAllCallback {

  private static LakeStack stack;

  @Override
  public void beforeAll(ExtensionContext context) {
    stack =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.create(SharedLake.class))
            .computeIfAbsent("lake", name -> start(name), LakeStack.class);
    stack.empty();
  }

  /** Empty at the start of each class. */
  static LakeStack stack() {
    return stack;
  }

  private static LakeStack start(String name) {
    try {
      return LakeStack.start(name);
    } catch (Exception e) {
      throw new IllegalStateException("the lake did not start", e);
    }
  }
}
