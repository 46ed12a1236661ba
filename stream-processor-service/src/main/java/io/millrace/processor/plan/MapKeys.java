package io.millrace.processor.plan;

import io.millrace.processor.sql.SqlPlace;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Refuses rows that are grouped, or told apart, by maps, as Flink does: it has no form in which equal maps are equal bytes.
 *
 * <pre>
 * GROUP BY m   →   GROUP BY MAP_KEYS(m), MAP_VALUES(m)
 * </pre>
 */
final class MapKeys {
    private MapKeys() {}

    /** @param clause what it is that takes no map */
    static void refuse(Lowering lowering, RelDataType type, String clause, SqlPlace place) {
        if (hasMap(type)) {
            throw lowering.refused(
                    place,
                    clause + " a MAP is not supported.",
                    "Write what is in it, such as m['a'], or MAP_KEYS(m), MAP_VALUES(m) in its place.");
        }
    }

    /** Whether a value of the type is a map, or has one in it. */
    static boolean hasMap(RelDataType type) {
        RelDataType element = type.getComponentType();
        return type.getSqlTypeName() == SqlTypeName.MAP
                || element != null && hasMap(element)
                || type.isStruct() && type.getFieldList().stream().anyMatch(field -> hasMap(field.getType()));
    }
}
