package io.holdfast.persistence;

import io.holdfast.core.rdb.RdbInput;

/**
 * What modules write, as far as one must know it to pass over it.
 *
 * <pre>
 *  MODULE_AUX  | module, a length | 2 | when, a length | part | ... | 0 |
 *  part        | 1 | integer, a length |   | 2 | unsigned integer |   | 3 | float, 4 |
 *              | 4 | double, 8 |           | 5 | string |
 * </pre>
 */
final class ModuleData {
  private static final int END = 0;
  private static final int INTEGER = 1;
  private static final int UNSIGNED = 2;
  private static final int FLOAT = 3;
  private static final int DOUBLE = 4;
  private static final int STRING = 5;

  private ModuleData() {}

  /** Passes over what stands behind the opcode. */
  static void passOver(RdbInput in) {
    in.number();
    long part = in.length();
    for (; part != END; part = in.length()) {
      switch ((int) Math.min(part, STRING + 1)) {
        case INTEGER, UNSIGNED -> in.number();
        case FLOAT -> in.raw(Float.BYTES);
        case DOUBLE -> in.raw(Double.BYTES);
        case STRING -> in.string();
        default -> throw in.damaged("unknown part of a module's data");
      }
    }
  }
}
