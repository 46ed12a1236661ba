package io.millrace.processor.view;

import io.millrace.processor.sql.ParseStatement;
import io.millrace.processor.sql.Statement;
import org.springframework.stereotype.Service;

/** Does what a statement says. */
@Service
class RunStatement {
    private final RunViewStatement views;
    private final DefineFunctions functions;
    private final RunTables tables;
    private final AnswerQuestions questions;

    RunStatement(RunViewStatement views, DefineFunctions functions, RunTables tables, AnswerQuestions questions) {
        this.views = views;
        this.tables = tables;
        this.functions = functions;
        this.questions = questions;
    }

    /**
     * Runs one statement as the caller.
     *
     * @param page of what SHOW lists
     */
    SqlAnswer run(String sql, ShowThings.Page page) {
        return switch (ParseStatement.of(sql)) {
            case Statement.Create create -> views.create(create.view());
            case Statement.Explain statement -> questions.explain(statement);
            case Statement.ExplainMade statement -> questions.explain(statement);
            case Statement.Show statement -> questions.show(statement, page);
            case Statement.Describe statement -> questions.describe(statement);
            case Statement.ShowCreate statement -> questions.create(statement);
            case Statement.Drop drop -> views.drop(drop);
            case Statement.CreateFunction statement -> functions.create(statement);
            case Statement.DropFunction statement -> functions.drop(statement);
            case Statement.DescribeFunction statement -> functions.describe(statement);
            case Statement.OfTable statement -> tables.run(statement, page);
            case Statement.Pause pause -> views.change("PAUSE", pause.made(), View::pause);
            case Statement.Resume resume -> views.change("RESUME", resume.made(), View::resume);
        };
    }
}
