package io.millrace.views.receipt;

import io.millrace.starter.identity.SignedStatements;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Receipts as clients have them: signed, in one line. */
@Component
public class ReceiptTokens {
    private final SignedStatements statements;

    ReceiptTokens(SignedStatements statements) {
        this.statements = statements;
    }

    String sign(Receipt receipt) {
        return statements.sign(Receipt.TYPE, receipt.claims());
    }

    /** @return null where no service of this installation has signed such a receipt */
    public @Nullable Receipt verified(String token) {
        byte[] claims = statements.verified(Receipt.TYPE, token);
        return claims == null ? null : Receipt.parse(claims);
    }
}
