package io.millrace.processor.sql;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.apache.calcite.config.Lex;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeSystem;
import org.apache.calcite.rel.type.RelDataTypeSystemImpl;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.babel.SqlBabelParserImpl;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlConformance;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlDelegatingConformance;

/** The dialect's settings of Calcite's parser and types: names keep their case, backticks quote, text is Unicode. */
public final class Dialect {
    /** Digits of a DECIMAL, and digits after its point. */
    public static final int DECIMAL_DIGITS_MAX = 38;

    /** Digits of the fraction of a second of a TIMESTAMP. */
    static final int TIMESTAMP_DIGITS_MAX = 6;

    static final SqlParser.Config PARSER = SqlParser.config()
            .withLex(Lex.JAVA)
            .withParserFactory(SqlBabelParserImpl.FACTORY)
            .withConformance(new Conformance())
            .withIdentifierMaxLength(255);

    /** GROUP BY takes no ordinals and no aliases, as in Flink; {@code %} and {@code !=} are allowed. */
    public static final SqlConformance CONFORMANCE = new Conformance();

    private static final RelDataTypeSystem TYPES = new Types();

    private Dialect() {}

    /** A new factory; it belongs to one compilation. */
    public static JavaTypeFactoryImpl typeFactory() {
        return new UnicodeTypes();
    }

    private static final class Conformance extends SqlDelegatingConformance {
        Conformance() {
            super(SqlConformanceEnum.DEFAULT);
        }

        @Override
        public boolean isPercentRemainderAllowed() {
            return true;
        }

        @Override
        public boolean isBangEqualAllowed() {
            return true;
        }
    }

    /** Text is Unicode; a timestamp with local time zone is a timestamp, for that zone is UTC. */
    private static final class UnicodeTypes extends JavaTypeFactoryImpl {
        UnicodeTypes() {
            super(TYPES);
        }

        @Override
        public RelDataType createSqlType(SqlTypeName typeName) {
            return super.createSqlType(plain(typeName));
        }

        @Override
        public RelDataType createSqlType(SqlTypeName typeName, int precision) {
            return super.createSqlType(plain(typeName), precision);
        }

        private static SqlTypeName plain(SqlTypeName typeName) {
            return typeName == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE ? SqlTypeName.TIMESTAMP : typeName;
        }

        @Override
        public Charset getDefaultCharset() {
            return StandardCharsets.UTF_8;
        }
    }

    /** DECIMAL of 38 digits, timestamps of 3 fractional digits, or up to 6 where they say so, and the aggregates' types as in Flink. */
    private static final class Types extends RelDataTypeSystemImpl {
        @Override
        public int getMaxPrecision(SqlTypeName typeName) {
            return switch (typeName) {
                case DECIMAL -> DECIMAL_DIGITS_MAX;
                case TIMESTAMP -> TIMESTAMP_DIGITS_MAX;
                default -> super.getMaxPrecision(typeName);
            };
        }

        @Override
        public int getMaxScale(SqlTypeName typeName) {
            return typeName == SqlTypeName.DECIMAL ? DECIMAL_DIGITS_MAX : super.getMaxScale(typeName);
        }

        @Override
        public int getDefaultPrecision(SqlTypeName typeName) {
            return switch (typeName) {
                case TIMESTAMP, TIME -> 3;
                case DECIMAL -> 10;
                default -> super.getDefaultPrecision(typeName);
            };
        }

        @Override
        public boolean shouldConvertRaggedUnionTypesToVarying() {
            return true;
        }

        /** Sums have room: integers sum up to BIGINT, decimals to 38 digits. */
        @Override
        public RelDataType deriveSumType(RelDataTypeFactory types, RelDataType argument) {
            RelDataType sum = argument;
            if (SqlTypeUtil.isIntType(argument)) {
                sum = types.createSqlType(SqlTypeName.BIGINT);
            } else if (SqlTypeUtil.isDecimal(argument)) {
                sum = types.createSqlType(SqlTypeName.DECIMAL, DECIMAL_DIGITS_MAX, argument.getScale());
            }
            return types.createTypeWithNullability(sum, argument.isNullable());
        }

        /** The average of integers is an integer; of decimals it has at least 6 digits after the point. */
        @Override
        public RelDataType deriveAvgAggType(RelDataTypeFactory types, RelDataType argument) {
            RelDataType average = argument;
            if (SqlTypeUtil.isIntType(argument)) {
                average = types.createSqlType(SqlTypeName.BIGINT);
            } else if (SqlTypeUtil.isDecimal(argument)) {
                int scale = Math.max(6, argument.getScale());
                average = types.createSqlType(SqlTypeName.DECIMAL, DECIMAL_DIGITS_MAX, scale);
            }
            return types.createTypeWithNullability(average, argument.isNullable());
        }
    }
}
