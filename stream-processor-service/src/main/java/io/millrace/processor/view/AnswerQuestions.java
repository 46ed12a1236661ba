package io.millrace.processor.view;

import io.millrace.processor.sql.Statement;
import org.springframework.stereotype.Component;

/** Statements that change nothing. */
@Component
class AnswerQuestions {
    private final FindReadable find;
    private final ShowThings show;
    private final DescribeThing describe;
    private final ExplainStatement explain;

    AnswerQuestions(FindReadable find, ShowThings show, DescribeThing describe, ExplainStatement explain) {
        this.find = find;
        this.show = show;
        this.describe = describe;
        this.explain = explain;
    }

    SqlAnswer explain(Statement.Explain statement) {
        find.requireWriter();
        return explain.of(statement.detail(), statement.view());
    }

    SqlAnswer explain(Statement.ExplainMade statement) {
        return explain.of(statement.detail(), find.made(statement.made()));
    }

    SqlAnswer show(Statement.Show statement, ShowThings.Page page) {
        return show.of(statement, page);
    }

    SqlAnswer describe(Statement.Describe statement) {
        return describe.of(statement);
    }

    SqlAnswer create(Statement.ShowCreate statement) {
        Statement.Made made = statement.made();
        return SqlAnswer.text("SHOW CREATE " + made.kind(), find.made(made).sql());
    }
}
