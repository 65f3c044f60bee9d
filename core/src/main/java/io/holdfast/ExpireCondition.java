package io.holdfast;

/** When EXPIRE is to have an effect. A key that does not expire counts as expiring never. */
public enum ExpireCondition {
  /** Whatever expiry the key has. */
  ALWAYS,
  /** Only if the key does not expire yet. */
  NX,
  /** Only if the key expires already. */
  XX,
  /** Only if the key would live longer; never for one that does not expire. */
  GT,
  /** Only if the key would live less long; always for one that does not expire. */
  LT,
  /** Only if the key expires already and would live less long. */
  XX_LT
}
