package io.millrace.processor.plan;

import java.util.List;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;

/** A relation's rows, each once for every element of an array in it: the row's columns, the element's, and its number. */
final class UnnestArray extends SingleRel {
    private final RexNode array;
    private final boolean outer;
    private final boolean numbered;

    /**
     * @param array over the input
     * @param elements the elements' columns and, last, where they are numbered, the number
     * @param outer whether a row without elements comes, too
     */
    UnnestArray(RelNode input, RexNode array, RelDataType elements, boolean outer, boolean numbered) {
        this(array, input, rowType(input, elements, outer), outer, numbered);
    }

    private UnnestArray(RexNode array, RelNode input, RelDataType rowType, boolean outer, boolean numbered) {
        super(input.getCluster(), input.getTraitSet(), input);
        this.array = array;
        this.outer = outer;
        this.numbered = numbered;
        this.rowType = rowType;
    }

    private static RelDataType rowType(RelNode input, RelDataType elements, boolean outer) {
        RelDataTypeFactory types = input.getCluster().getTypeFactory();
        RelDataTypeFactory.Builder builder = types.builder();
        builder.addAll(input.getRowType().getFieldList());
        for (RelDataTypeField field : elements.getFieldList()) {
            boolean nullable = outer || field.getType().isNullable();
            builder.add(field.getName(), types.createTypeWithNullability(field.getType(), nullable));
        }
        return builder.build();
    }

    RexNode array() {
        return array;
    }

    boolean isOuter() {
        return outer;
    }

    boolean isNumbered() {
        return numbered;
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
        return new UnnestArray(array, inputs.getFirst(), rowType, outer, numbered);
    }

    @Override
    public RelNode accept(RexShuttle shuttle) {
        RexNode other = array.accept(shuttle);
        return other == array ? this : new UnnestArray(other, getInput(), rowType, outer, numbered);
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        return super.explainTerms(writer)
                .item("array", array)
                .item("outer", outer)
                .item("numbered", numbered);
    }
}
