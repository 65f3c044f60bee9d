/**
 * Who may do what: users, the rules that describe them, and what was refused.
 *
 * <p>Words: a <b>user</b> has passwords and <b>selectors</b>; a selector allows commands on keys
 * and channels, and a command is allowed if one selector allows all of it. The first selector is
 * the user's own, the <b>root</b>. Text is held a byte a char, so that names and patterns of any
 * bytes come back as they were given.
 */
@NullMarked
package io.holdfast.core.acl;

import org.jspecify.annotations.NullMarked;
