package io.holdfast;

/**
 * The area around its centre that a search in a geo set covers: a circle or a box. Its unit is also
 * that of the distances found.
 */
public sealed interface GeoArea {
  /** The unit of its lengths. */
  GeoUnit unit();

  /** BYRADIUS: what is at most {@code radius} away. */
  static GeoArea circle(double radius, GeoUnit unit) {
    return new Circle(radius, unit);
  }

  /**
   * BYBOX: what is at most half of {@code width} away along its circle of latitude, and half of
   * {@code height} along the meridian.
   */
  static GeoArea box(double width, double height, GeoUnit unit) {
    return new Box(width, height, unit);
  }

  /**
   * A circle.
   *
   * @param radius its radius
   * @param unit the unit of the radius
   */
  record Circle(double radius, GeoUnit unit) implements GeoArea {
    /**
     * Checks the radius.
     *
     * @throws CommandException "ERR need numeric radius" if it is NaN, "ERR radius cannot be
     *     negative"
     */
    public Circle {
      if (Double.isNaN(radius)) {
        throw new CommandException("ERR need numeric radius");
      }
      if (radius < 0) {
        throw new CommandException("ERR radius cannot be negative");
      }
    }
  }

  /**
   * A box.
   *
   * @param width from its western to its eastern edge
   * @param height from its southern to its northern edge
   * @param unit the unit of both
   */
  record Box(double width, double height, GeoUnit unit) implements GeoArea {
    /**
     * Checks the lengths.
     *
     * @throws CommandException "ERR need numeric width" or "ERR need numeric height" if it is NaN,
     *     "ERR height or width cannot be negative"
     */
    public Box {
      if (Double.isNaN(width)) {
        throw new CommandException("ERR need numeric width");
      }
      if (Double.isNaN(height)) {
        throw new CommandException("ERR need numeric height");
      }
      if (width < 0 || height < 0) {
        throw new CommandException("ERR height or width cannot be negative");
      }
    }
  }
}
