package io.tidelake.stack;

import io.tidelake.stack.server.AccessToken;
import io.tidelake.stack.server.Secrets;
import io.tidelake.stack.server.Site;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes a token for the service of this stack. */
@Command(
    name = "token",
    description = {
      "Print a token for the service: send it as 'Authorization: Bearer TOKEN'.",
      "viewer: statistics and live counts; analyst: exports too; admin: users by name, the audit"
          + " log, maintenance."
    },
    mixinStandardHelpOptions = true)
final class TokenCommand implements Callable<Integer> {

  enum Role {
    VIEWER,
    ANALYST,
    ADMIN;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Pattern VALIDITY = Pattern.compile("([0-9]{1,5})([mhd])");
  private static final Duration LONGEST = Duration.ofDays(366);
  private static final int LONGEST_NAME = 100;

  @Mixin private SiteOptions siteOptions = new SiteOptions();

  @Option(
      names = "--role",
      required = true,
      paramLabel = "ROLE",
      description = "One of ${COMPLETION-CANDIDATES}.")
  private @Nullable Role role;

  @Option(
      names = "--user",
      required = true,
      paramLabel = "NAME",
      description = "Whom the audit log names.")
  private String user = "";

  @Option(
      names = "--valid-for",
      paramLabel = "TIME",
      defaultValue = "12h",
      description = "Minutes, hours or days, such as 30m, 12h, 7d (default: ${DEFAULT-VALUE}).")
  private String validFor = "";

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    CommandSpec command = Objects.requireNonNull(spec);
    Duration validity = validity(command);
    if (user.isBlank()
        || user.length() > LONGEST_NAME
        || user.equals("anonymous")
        || user.chars().anyMatch(Character::isISOControl)) {
      throw new ParameterException(
          command.commandLine(),
          "--user '%s': give a name of 1 to %d characters other than anonymous"
              .formatted(user, LONGEST_NAME));
    }
    Site site = siteOptions.site();
    if (!Files.exists(site.secrets())) {
      throw new StackException(
          StackException.Kind.PRECONDITION,
          "no stack was ever started in " + site.home() + ": run ./tidelake up first");
    }
    Secrets secrets = Secrets.loadOrCreate(site.secrets());
    PrintWriter out = command.commandLine().getOut();
    out.println(
        AccessToken.sign(
            secrets, user, Objects.requireNonNull(role).toString(), Instant.now(), validity));
    out.flush();
    return 0;
  }

  private Duration validity(CommandSpec command) {
    Matcher parts = VALIDITY.matcher(validFor);
    if (parts.matches()) {
      long number = Long.parseLong(parts.group(1));
      Duration duration =
          switch (parts.group(2)) {
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
          };
      if (duration.isPositive() && duration.compareTo(LONGEST) <= 0) {
        return duration;
      }
    }
    throw new ParameterException(
        command.commandLine(),
        "--valid-for %s: give 1m to 366d, such as 30m, 12h or 7d".formatted(validFor));
  }
}
