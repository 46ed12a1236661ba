package io.millrace.processor.plan;

import io.millrace.kernel.MillraceException;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.StreamTable;
import io.millrace.processor.sql.Dialect;
import io.millrace.processor.sql.QueryText;
import io.millrace.processor.sql.SqlRefusal;
import io.millrace.processor.sql.StreamQuery;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.config.NullCollation;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlWindowTableFunction;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlOperandMetadata;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql2rel.SqlRexConvertlet;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.sql2rel.StandardConvertletTable;
import org.apache.calcite.tools.RelBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A query as relational algebra.
 *
 * @param root Calcite's logical plan; its fields are the query's output columns
 * @param names the view's columns
 */
record Relations(RelNode root, RexBuilder rex, List<String> names) {
    private static final Logger LOG = LoggerFactory.getLogger(Relations.class);

    /** Operands are those of HOP: a table, a descriptor, a step, a size and an offset. */
    static final SqlWindowTableFunction CUMULATE = new SqlWindowTableFunction(
            "CUMULATE", (SqlOperandMetadata) SqlStdOperatorTable.HOP.getOperandTypeChecker());

    /**
     * Validates a query and converts it. Types are never coerced in silence.
     *
     * @param query what was written, with the queries of views in the places of their names
     */
    static Relations of(ExpandViews.Expanded query, Collection<StreamTable> tables, SqlOperatorTable operators) {
        QueryText text = query.statement().query();
        try {
            return convert(text, query.query(), tables, operators);
        } catch (CalciteContextException e) {
            throw new ExplainInvalid(text, query.query(), tables, query.reads()).refusal(e);
        } catch (StackOverflowError e) {
            throw SqlRefusal.tooDeep(text.start());
        } catch (MillraceException e) {
            throw e;
        } catch (RuntimeException | AssertionError e) {
            LOG.warn(
                    "A query was refused because it cannot be planned: {}",
                    text.text().strip(),
                    e);
            String reason = e.getMessage() == null
                    ? e.getClass().getSimpleName()
                    : e.getMessage().lines().findFirst().orElse("");
            throw SqlRefusal.at(
                    ProcessorError.UNSUPPORTED_SQL, text.start(), "The query cannot be planned: " + reason + ".", null);
        }
    }

    private static Relations convert(
            QueryText text, StreamQuery query, Collection<StreamTable> tables, SqlOperatorTable operators) {
        JavaTypeFactoryImpl types = Dialect.typeFactory();
        CalciteSchema schema = CalciteSchema.createRootSchema(false, false);
        tables.forEach(table -> schema.add(table.stream().stream(), table));
        Properties properties = new Properties();
        properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "true");
        CalciteCatalogReader catalog =
                new CalciteCatalogReader(schema, List.of(), types, new CalciteConnectionConfigImpl(properties));
        SqlValidator validator = new QualifyMembers(
                operators,
                catalog,
                types,
                SqlValidator.Config.DEFAULT
                        .withConformance(Dialect.CONFORMANCE)
                        .withDefaultNullCollation(NullCollation.LOW)
                        .withTypeCoercionEnabled(false)
                        .withIdentifierExpansion(true));
        SqlNode validated = validator.validate(query.node());
        CheckComparisons.of(text, validator, validated);
        List<String> names = OutputNames.of(text, StreamQuery.outermost(validated));
        RexBuilder rex = new RexBuilder(types);
        RelOptCluster cluster =
                RelOptCluster.create(new HepPlanner(HepProgram.builder().build()), rex);
        // Columns beside a correlated query are mixed up where its projection is merged with the one below
        // (CALCITE-7405).
        RelBuilder.Config building =
                FindSelectedQueries.in(validated) ? RewriteRelations.BUILDING.withBloat(-1) : RewriteRelations.BUILDING;
        RelNode root = converter(validator, catalog, cluster, building)
                .convertQuery(validated, false, true)
                .project();
        RelNode kept = root.accept(new KeepLatest(rex, tables));
        RelNode rewritten = new RewriteRelations(text, query, cluster).rewrite(kept);
        return new Relations(new PushMembers(rex).push(rewritten), rex, names);
    }

    private static SqlToRelConverter converter(
            SqlValidator validator, CalciteCatalogReader catalog, RelOptCluster cluster, RelBuilder.Config building) {
        return new SqlToRelConverter(
                (rowType, queryString, schemaPath, viewPath) -> {
                    throw new IllegalStateException("streams have no view expansion");
                },
                validator,
                catalog,
                cluster,
                Relations::convertlet,
                SqlToRelConverter.config()
                        .withExpand(false)
                        .withTrimUnusedFields(false)
                        .withInSubQueryThreshold(Integer.MAX_VALUE)
                        .withRelBuilderConfigTransform(config -> building));
    }

    /** Averages and variances with OVER are aggregates as others are, and not written with sums, which rounds in between. */
    private static @Nullable SqlRexConvertlet convertlet(SqlCall call) {
        return switch (call.getKind()) {
            case AVG, VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP ->
                (context, aggregate) -> StandardConvertletTable.INSTANCE.convertAggregateFunction(
                        context, (SqlAggFunction) aggregate.getOperator(), aggregate);
            default -> StandardConvertletTable.INSTANCE.get(call);
        };
    }
}
