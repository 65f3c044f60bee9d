/**
 * Strings: the operations, written once, and their two doors, the commands and the typed API.
 *
 * <p>{@code StringOps} knows databases and bytes; {@code StringCommands} parses arguments and
 * writes replies; {@code StringsFace} turns an application's types into bytes.
 */
@NullMarked
package io.holdfast.core.string;

import org.jspecify.annotations.NullMarked;
