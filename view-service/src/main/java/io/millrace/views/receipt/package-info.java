/** What is signed of an answer, so that it can be verified later: the receipt, and the digest of the rows in it. */
@NullMarked
package io.millrace.views.receipt;

import org.jspecify.annotations.NullMarked;
