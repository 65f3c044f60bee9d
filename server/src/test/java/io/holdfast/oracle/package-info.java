/**
 * The oracle: the same commands on Holdfast and on a real redis-server, replies compared byte for
 * byte.
 *
 * <pre>
 *  oracle/*.txt --Script--> steps --\                       /--> redis-server
 *                                    +--> PairRunner --Peer+
 *  Grammar --Random(seed)--> steps -/         |             \--> Holdfast
 *                                             v
 *                      Comparison (per step), Differences (docs/differences.md)
 *                                             |
 *                                 mismatch: file:line, or seed and shrunk script
 * </pre>
 *
 * Words: a <em>peer</em> is a server under comparison, a <em>step</em> one line of a script, a
 * <em>section</em> one named test case, a <em>comparison</em> what "equal" means for one reply, a
 * <em>difference</em> a deviation we mean, listed in {@code docs/differences.md} and nowhere else.
 *
 * <p>The text format is described in {@code server/src/test/resources/oracle/README.md}.
 */
@NullMarked
package io.holdfast.oracle;

import org.jspecify.annotations.NullMarked;
