package io.millrace.processor.view;

import io.millrace.kernel.MillraceException;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.sql.NearestName;
import io.millrace.processor.sql.SqlRefusal;
import io.millrace.processor.sql.Statement;
import io.millrace.starter.identity.Access;
import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;

/** Finds views that a statement names, as far as its sender may know them. */
@Component
class FindReadable {
    private static final int HINTS_MAX = 1_000;
    private static final String WRITE = "views";
    private static final String OPERATE = "operate";

    private final Views views;
    private final Access access;

    FindReadable(Views views, Access access) {
        this.views = views;
        this.access = access;
    }

    /** @throws MillraceException FORBIDDEN where the caller may not define views */
    void requireWriter() {
        access.require(WRITE);
    }

    /** @throws MillraceException FORBIDDEN where the caller may not define streams, each of which has a contract */
    void requireStreamWriter() {
        access.require(WRITE);
        access.require("contracts");
    }

    /** @throws MillraceException FORBIDDEN where the caller may not let foreign code run */
    void requireOperator() {
        access.require(OPERATE);
    }

    boolean isReadable(String view) {
        return access.allows(WRITE) || access.allows(OPERATE) || access.allows("read", view);
    }

    /** @throws MillraceException FORBIDDEN, or VIEW_NOT_FOUND at the name's place */
    View view(Statement.Name name) {
        requireReadable(name.text());
        return views.named(name.text()).orElseThrow(() -> unknown(name));
    }

    /** @throws MillraceException FORBIDDEN, or VIEW_NOT_FOUND or STREAM_NOT_FOUND at the name's place */
    View made(Statement.Made made) {
        if (made.kind() == Statement.Kind.VIEW) {
            return view(made.name());
        }
        if (!access.allows("operate")) {
            requireWriter();
        }
        return views.find(made.kind(), made.name().text()).orElseThrow(() -> unknown(made));
    }

    /** The derived stream of a name, for those who know already that there is a stream. */
    Optional<View> stream(String name) {
        return views.find(Statement.Kind.STREAM, name);
    }

    void requireReadable(String view) {
        if (!isReadable(view)) {
            access.require("read", view);
        }
    }

    MillraceException unknown(Statement.Made made) {
        if (made.kind() == Statement.Kind.VIEW) {
            return unknown(made.name());
        }
        List<String> known = views.page(made.kind(), "", Limit.of(HINTS_MAX)).stream()
                .map(View::name)
                .toList();
        return SqlRefusal.at(
                ProcessorError.STREAM_NOT_FOUND,
                made.name().place(),
                "There is no derived stream '" + made.name().text() + "'.",
                NearestName.hint(made.name().text(), known, "SHOW STREAMS lists all streams that exist."));
    }

    private MillraceException unknown(Statement.Name name) {
        List<String> known = views.page("", Limit.of(HINTS_MAX)).stream()
                .map(View::name)
                .filter(this::isReadable)
                .toList();
        return SqlRefusal.at(
                ProcessorError.VIEW_NOT_FOUND,
                name.place(),
                "There is no view '" + name.text() + "'.",
                NearestName.hint(name.text(), known, "SHOW VIEWS lists those that exist."));
    }
}
