/**
 * Values as RDB files and DUMP payloads hold them.
 *
 * <pre>
 *  RDB file     | magic | ... | type | key | value | ... | CRC |       module persistence
 *  DUMP         | type | value | version | CRC |                       {@link DumpPayload}
 *                 `---- ValueWriter, ValueReader ----'
 *                       {@link ValueParts}: large values, while they change
 * </pre>
 */
@NullMarked
package io.holdfast.core.rdb;

import org.jspecify.annotations.NullMarked;
