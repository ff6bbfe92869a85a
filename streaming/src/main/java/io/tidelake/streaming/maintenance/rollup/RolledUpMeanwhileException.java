package io.tidelake.streaming.maintenance.rollup;

import java.util.Optional;

/**
 * Another run has moved the rollup since this one began, so this one's rows are not added. No
 * {@code ValidationException}: Iceberg deletes the manifest lists of all tries when it sees one,
 * and an earlier try whose answer was lost may be what moved it.
 */
public final class RolledUpMeanwhileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RolledUpMeanwhileException(String rollup, Optional<String> expected, Optional<String> found) {
    super(
        "%s covered snapshot %s when the run began and now covers %s: another run was faster"
            .formatted(rollup, expected.orElse("none"), found.orElse("none")));
  }
}
