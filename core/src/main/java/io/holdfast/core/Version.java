package io.holdfast.core;

/** What this is, for those who ask over the wire. */
public final class Version {
  /** The Redis whose behaviour is followed; clients switch features on and off by it. */
  public static final String REDIS = "7.2.4";

  /** The version of this library; "development" where it was not packaged. */
  public static final String HOLDFAST = holdfast();

  private Version() {}

  private static String holdfast() {
    String packaged = Version.class.getPackage().getImplementationVersion();
    return packaged == null ? "development" : packaged;
  }
}
