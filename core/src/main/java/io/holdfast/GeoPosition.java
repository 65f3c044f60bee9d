package io.holdfast;

/**
 * A place on the globe, in degrees.
 *
 * <p>Geo sets hold places with longitudes from -180 to 180 and latitudes from -85.05112878 to
 * 85.05112878; a method that is given another one refuses it.
 *
 * @param longitude degrees east; negative: west
 * @param latitude degrees north; negative: south
 */
public record GeoPosition(double longitude, double latitude) {}
