package io.tidelake.query.export;

import io.tidelake.query.platform.Role;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who sees users by their own name.
 *
 * @param key of the pseudonyms, at least 16 bytes in hexadecimal. The same key gives the same
 *     pseudonyms; whoever has it can find out whose they are. Empty: one that is made up at the
 *     start and forgotten at the end
 * @param visibleTo the least role that sees the names themselves
 */
@Validated
@ConfigurationProperties("tidelake.masking")
record MaskingProperties(
    @NotNull @Pattern(regexp = "|([0-9a-fA-F]{2}){16,}") @DefaultValue("") String key,
    @NotNull @DefaultValue("admin") Role visibleTo) {

  /** Without the key. */
  @Override
  public String toString() {
    return "MaskingProperties[visibleTo=" + visibleTo + "]";
  }
}
