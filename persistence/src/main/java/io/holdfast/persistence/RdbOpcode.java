package io.holdfast.persistence;

/** The codes in an RDB file that are no types of values. */
final class RdbOpcode {
  /** From RDB version 12 on, of clusters: slot, number of keys, number of keys that expire. */
  static final int SLOT_INFO = 0xF4;

  /** A library of functions: its code. */
  static final int FUNCTION2 = 0xF5;

  /** A library of functions as a release candidate of Redis 7.0 wrote it. */
  static final int FUNCTION_PRE_GA = 0xF6;

  /** Data of a module that belongs to no key. */
  static final int MODULE_AUX = 0xF7;

  /** Seconds since the last access of the next key, a length. */
  static final int IDLE = 0xF8;

  /** The access counter of the next key, one byte. */
  static final int FREQ = 0xF9;

  /** A name and its value, about the file. */
  static final int AUX = 0xFA;

  /** Number of keys, and of those that expire, in the database. */
  static final int RESIZEDB = 0xFB;

  /** When the next key expires, in ms since the epoch, 8 bytes. */
  static final int EXPIRETIME_MS = 0xFC;

  /** When the next key expires, in seconds since the epoch, 4 bytes; up to Redis 2.4. */
  static final int EXPIRETIME = 0xFD;

  /** The database that the next keys belong to. */
  static final int SELECTDB = 0xFE;

  /** The end: what follows is the checksum. */
  static final int EOF = 0xFF;

  private RdbOpcode() {}
}
