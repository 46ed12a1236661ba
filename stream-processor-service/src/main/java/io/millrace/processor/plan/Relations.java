package io.millrace.processor.plan;

import io.millrace.kernel.MillraceException;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.StreamTable;
import io.millrace.processor.sql.Dialect;
import io.millrace.processor.sql.NearestName;
import io.millrace.processor.sql.QueryText;
import io.millrace.processor.sql.SqlPlace;
import io.millrace.processor.sql.SqlRefusal;
import io.millrace.processor.sql.StreamQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.sql2rel.StandardConvertletTable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A query as relational algebra.
 *
 * @param root Calcite's logical plan; its fields are the query's output columns
 */
record Relations(RelNode root, RexBuilder rex) {
    private static final Logger LOG = LoggerFactory.getLogger(Relations.class);
    private static final Pattern COLUMN = Pattern.compile("Column '(.+?)' not found in (?:any table|table '.*')");
    private static final Pattern TABLE = Pattern.compile("(?:Object|Table) '(.+?)' not found.*", Pattern.DOTALL);
    private static final Pattern FUNCTION = Pattern.compile("No match found for function signature (.*)");

    /** Validates a query and converts it. Types are never coerced in silence. */
    static Relations of(QueryText text, StreamQuery query, StreamTable table) {
        try {
            return convert(text, query, table);
        } catch (CalciteContextException e) {
            throw refused(text, query, table, e);
        } catch (StackOverflowError e) {
            throw SqlRefusal.tooDeep(text.start());
        } catch (MillraceException e) {
            throw e;
        } catch (RuntimeException | AssertionError e) {
            LOG.warn(
                    "A query was refused because it cannot be planned: {}",
                    text.text().strip(),
                    e);
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : firstLine(e.getMessage());
            throw SqlRefusal.at(
                    ProcessorError.UNSUPPORTED_SQL, text.start(), "The query cannot be planned: " + reason + ".", null);
        }
    }

    private static Relations convert(QueryText text, StreamQuery query, StreamTable table) {
        JavaTypeFactoryImpl types = Dialect.typeFactory();
        CalciteSchema schema = CalciteSchema.createRootSchema(false, false);
        schema.add(table.stream().stream(), table);
        Properties properties = new Properties();
        properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "true");
        CalciteCatalogReader catalog =
                new CalciteCatalogReader(schema, List.of(), types, new CalciteConnectionConfigImpl(properties));
        SqlValidator validator = SqlValidatorUtil.newValidator(
                Operators.TABLE,
                catalog,
                types,
                SqlValidator.Config.DEFAULT
                        .withConformance(Dialect.CONFORMANCE)
                        .withTypeCoercionEnabled(false)
                        .withIdentifierExpansion(true));
        SqlNode validated = validator.validate(query.node());
        CheckComparisons.of(text, validator, validated);
        RexBuilder rex = new RexBuilder(types);
        RelOptCluster cluster =
                RelOptCluster.create(new HepPlanner(HepProgram.builder().build()), rex);
        SqlToRelConverter converter = new SqlToRelConverter(
                (rowType, queryString, schemaPath, viewPath) -> {
                    throw new IllegalStateException("streams have no view expansion");
                },
                validator,
                catalog,
                cluster,
                StandardConvertletTable.INSTANCE,
                SqlToRelConverter.config()
                        .withExpand(false)
                        .withTrimUnusedFields(false)
                        .withInSubQueryThreshold(Integer.MAX_VALUE)
                        .withRelBuilderConfigTransform(config -> config.withSimplify(false)
                                .withSimplifyValues(false)
                                .withPushJoinCondition(false)));
        return new Relations(converter.convertQuery(validated, false, true).project(), rex);
    }

    private static MillraceException refused(
            QueryText text, StreamQuery query, StreamTable table, CalciteContextException e) {
        SqlPlace place = text.original(e.getPosLine(), e.getPosColumn());
        Throwable cause = e.getCause();
        String message =
                cause == null || cause.getMessage() == null ? String.valueOf(e.getMessage()) : cause.getMessage();
        Matcher column = COLUMN.matcher(message);
        if (column.find()) {
            return unknownColumn(query, table, place, column.group(1));
        }
        Matcher unknown = TABLE.matcher(message);
        if (unknown.matches()) {
            return SqlRefusal.at(
                    ProcessorError.UNKNOWN_TABLE,
                    place,
                    "There is no table '" + unknown.group(1) + "' in this query.",
                    "The query reads " + table.stream().stream() + ".");
        }
        Matcher function = FUNCTION.matcher(message);
        if (function.matches()) {
            return SqlRefusal.at(
                    ProcessorError.INVALID_SQL,
                    place,
                    "There is no function " + function.group(1) + ".",
                    "Check the number and the types of its arguments.");
        }
        return SqlRefusal.at(ProcessorError.INVALID_SQL, place, sentence(message), hint(message));
    }

    private static MillraceException unknownColumn(StreamQuery query, StreamTable table, SqlPlace place, String name) {
        boolean unreadable = table.stream().columns().stream()
                .anyMatch(column -> column.name().equals(name));
        if (unreadable) {
            return SqlRefusal.at(
                    ProcessorError.UNSUPPORTED_SQL,
                    place,
                    "The column '" + name + "' is an object or an array, which SQL cannot read yet.",
                    "Read scalar columns.");
        }
        List<String> known = new ArrayList<>();
        table.columns().forEach(column -> known.add(column.name()));
        if (query.isWindowed()) {
            known.add("window_start");
            known.add("window_end");
        }
        return SqlRefusal.at(
                ProcessorError.UNKNOWN_COLUMN,
                place,
                table.stream().stream() + " has no column '" + name + "'.",
                NearestName.hint(name, known, "Its columns are " + String.join(", ", known) + "."));
    }

    private static @org.jspecify.annotations.Nullable String hint(String message) {
        if (message.contains("is not being grouped")) {
            return "Add it to GROUP BY, or put it into an aggregate such as MAX.";
        }
        if (message.startsWith("Cannot apply")
                || message.startsWith("Illegal mixing")
                || message.contains("type mismatch")) {
            return "Types are not converted in silence: write CAST(x AS …), or TIMESTAMP '2001-01-01 00:00:00' for a time.";
        }
        if (message.contains("nested")) {
            return "Aggregates cannot contain aggregates; group once.";
        }
        return null;
    }

    private static String sentence(String message) {
        String line = firstLine(message);
        return line.endsWith(".") ? line : line + ".";
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse(message);
    }
}
