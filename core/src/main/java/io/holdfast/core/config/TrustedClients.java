package io.holdfast.core.config;

/** Which clients may do what looks at, or into, the machine the server runs on. */
public enum TrustedClients {
  NO,
  YES,
  /** Those on the same machine. */
  LOCAL;

  /** Whether a client may. */
  public boolean include(boolean isLocal) {
    return this == YES || this == LOCAL && isLocal;
  }
}
