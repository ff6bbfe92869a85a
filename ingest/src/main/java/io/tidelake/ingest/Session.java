package io.tidelake.ingest;

import io.tidelake.schema.label.Action;
import io.tidelake.schema.label.Province;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One visit of a customer to the shop: looks at some items, and now and then acts on the one just
 * seen.
 *
 * <pre>
 * click ─┬─ 5.5 % ─► cart ── 40 % ─► buy
 *        ├─ 4 % ───► favourite ── 8 % ─► cart …
 *        ├─ 0.5 % ─► buy
 *        └─ else ──► next item
 * </pre>
 *
 * <p>So of 100 events about 89 are clicks, 5 carts, 3 to 4 favourites and 2 to 3 purchases, and
 * nobody buys what was not looked at before.
 */
final class Session {

  private static final double CLICK_TO_CART = 0.055;
  private static final double CLICK_TO_FAVOURITE = 0.04;
  private static final double CLICK_TO_BUY = 0.005;
  private static final double CART_TO_BUY = 0.4;
  private static final double FAVOURITE_TO_CART = 0.08;

  /** After each item the visit ends with this probability: ten items a visit on average. */
  private static final double LEAVE = 0.1;

  int user;
  int age;
  int gender;
  Province province = Province.UNKNOWN;
  int item;
  int category;
  int merchant;
  int brand;
  Action action = Action.CLICK;

  private boolean open;
  private @Nullable Action following;

  /** Moves on to the next event of the visit, or to a new visit of another customer. */
  void advance(SplittableRandom random, Zipf users, int population, Zipf items) {
    if (following != null) {
      action = following;
    } else {
      if (!open) {
        enter(Mixing.identifier(users.next(random), population));
      }
      look(Mixing.identifier(items.next(random), ShopCatalog.ITEMS));
      action = Action.CLICK;
    }
    following = next(action, random.nextDouble());
    if (following == null) {
      open = random.nextDouble() >= LEAVE;
    }
  }

  private void enter(int newUser) {
    open = true;
    user = newUser;
    age = ShopCustomers.ageOf(newUser).code();
    gender = ShopCustomers.genderOf(newUser).code();
    province = ShopCustomers.provinceOf(newUser);
  }

  private void look(int newItem) {
    item = newItem;
    category = ShopCatalog.categoryOf(newItem);
    merchant = ShopCatalog.merchantOf(newItem);
    brand = ShopCatalog.brandOf(newItem);
  }

  private static @Nullable Action next(Action action, double chance) {
    return switch (action) {
      case CLICK -> {
        if (chance < CLICK_TO_CART) {
          yield Action.CART;
        }
        if (chance < CLICK_TO_CART + CLICK_TO_FAVOURITE) {
          yield Action.FAVOURITE;
        }
        yield chance < CLICK_TO_CART + CLICK_TO_FAVOURITE + CLICK_TO_BUY ? Action.BUY : null;
      }
      case CART -> chance < CART_TO_BUY ? Action.BUY : null;
      case FAVOURITE -> chance < FAVOURITE_TO_CART ? Action.CART : null;
      case BUY -> null;
    };
  }
}
