/** Verification of receipts: the answers that they vouch for are made anew from the log and compared. */
@NullMarked
package io.millrace.views.verification;

import org.jspecify.annotations.NullMarked;
