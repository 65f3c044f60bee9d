package io.holdfast.core.config;

/** maxmemory-policy: which keys go when memory is at its limit. */
public enum EvictionPolicy {
  VOLATILE_LRU,
  VOLATILE_LFU,
  VOLATILE_RANDOM,
  VOLATILE_TTL,
  ALLKEYS_LRU,
  ALLKEYS_LFU,
  ALLKEYS_RANDOM,
  NOEVICTION;

  /** Whether it wants to know when keys were last used. */
  public boolean isLru() {
    return this == VOLATILE_LRU || this == ALLKEYS_LRU;
  }

  /** Whether it wants to know how often keys are used, not when. */
  public boolean isLfu() {
    return this == VOLATILE_LFU || this == ALLKEYS_LFU;
  }
}
