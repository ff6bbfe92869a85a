package io.tidelake.ingest;

/** Chooses an index with a probability proportional to its weight. */
final class WeightedChoice {

  private final double[] upperBounds;

  WeightedChoice(double... weights) {
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    upperBounds = new double[weights.length];
    double below = 0;
    for (int i = 0; i < weights.length; i++) {
      below += weights[i] / sum;
      upperBounds[i] = below;
    }
  }

  /** The index for a uniform number of [0, 1). */
  int at(double uniform) {
    int i = 0;
    while (i < upperBounds.length - 1 && uniform >= upperBounds[i]) {
      i++;
    }
    return i;
  }
}
