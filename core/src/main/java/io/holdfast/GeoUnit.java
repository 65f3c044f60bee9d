package io.holdfast;

/** The units of length the geo commands know. */
public enum GeoUnit {
  /** m. */
  METERS("m", 1),
  /** km. */
  KILOMETERS("km", 1000),
  /** ft: 0.3048 m. */
  FEET("ft", 0.3048),
  /** mi: 1609.34 m. */
  MILES("mi", 1609.34);

  private final String symbol;
  private final double meters;

  GeoUnit(String symbol, double meters) {
    this.symbol = symbol;
    this.meters = meters;
  }

  /** What commands call it, in lower case. */
  public String symbol() {
    return symbol;
  }

  /** Its length in metres. */
  public double meters() {
    return meters;
  }
}
