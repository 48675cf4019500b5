using System.Xml;
using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Interchange;

/// <summary>One number of a node as an expression of PMML.</summary>
/// <remarks>PMML makes the result of a function missing when an argument is, as doubles do with NaN; comparisons are told to answer false.</remarks>
internal sealed class PmmlExpressions(XmlWriter xml, ScoringGraph graph, PmmlFields fields)
{
    private const string RowsNamespace = "urn:kolosal:table";

    public void Write(int node, int place)
    {
        switch (graph.Nodes[node])
        {
            case UnaryNode unary:
                Unary(unary, place);
                break;
            case BinaryNode binary:
                Binary(binary, place);
                break;
            case SelectNode select:
                Apply("if", () =>
                {
                    Truth(select.Condition, place);
                    Value(select.Then, place);
                    Value(select.Otherwise, place);
                });
                break;
            case LinearNode linear:
                Linear(linear, place);
                break;
            case MaximumNode maximum:
                Apply("max", () =>
                {
                    for (int i = 0; i < maximum.Of.Width; i++) Value(maximum.Of, i);
                });
                break;
            case TextTableNode table:
                TextTable(table, place);
                break;
            case CodeTableNode table:
                CodeTable(table, place);
                break;
            default:
                throw new NotExportableException($"PMML has no form for {graph.Nodes[node].GetType().Name}.");
        }
    }

    private void Unary(UnaryNode node, int place)
    {
        switch (node.Operation)
        {
            case UnaryOperation.Negate:
                Apply("-", () =>
                {
                    Constant(0);
                    Value(node.Of, place);
                });
                return;
            case UnaryOperation.IsMissing:
                ZeroOrOne(() => Apply("isMissing", () => Value(node.Of, place)));
                return;
        }
        Apply(node.Operation switch
        {
            UnaryOperation.Absolute => "abs",
            UnaryOperation.Exponential => "exp",
            UnaryOperation.Logarithm => "ln",
            UnaryOperation.SquareRoot => "sqrt",
            UnaryOperation.Sine => "sin",
            UnaryOperation.Cosine => "cos",
            UnaryOperation.HyperbolicTangent => "tanh",
            UnaryOperation.ErrorFunction => "erf",
            _ => "floor",
        }, () => Value(node.Of, place));
    }

    private void Binary(BinaryNode node, int place)
    {
        if (node.Operation == BinaryOperation.IsLess)
        {
            ZeroOrOne(() => Less(node, place));
            return;
        }
        Apply(node.Operation switch
        {
            BinaryOperation.Add => "+",
            BinaryOperation.Subtract => "-",
            BinaryOperation.Multiply => "*",
            BinaryOperation.Divide => "/",
            _ => "pow",
        }, () =>
        {
            Value(node.Left, place);
            Value(node.Right, place);
        });
    }

    private void Linear(LinearNode node, int place)
    {
        // Nested additions: the function "sum" passes over missing values, where a sum of doubles is missing.
        int[] used = [.. Enumerable.Range(0, node.Of.Width).Where(i => node.Weights[place * node.Of.Width + i] != 0)];
        foreach (int _ in used)
        {
            xml.WriteStartElement("Apply");
            xml.WriteAttributeString("function", "+");
        }
        Constant(node.Offsets[place]);
        foreach (int i in used)
        {
            double weight = node.Weights[place * node.Of.Width + i];
            if (weight == 1) Value(node.Of, i);
            else
                Apply("*", () =>
                {
                    Constant(weight);
                    Value(node.Of, i);
                });
            xml.WriteEndElement();
        }
    }

    private void TextTable(TextTableNode node, int place)
    {
        double At(int row) => node.Table[row * node.Columns + place];
        xml.WriteStartElement("MapValues");
        xml.WriteAttributeString("outputColumn", "out");
        xml.WriteAttributeString("dataType", "double");
        if (!double.IsNaN(At(node.Keys.Length))) xml.WriteAttributeString("defaultValue", PmmlModel.Number(At(node.Keys.Length)));
        if (!double.IsNaN(At(node.Keys.Length + 1))) xml.WriteAttributeString("mapMissingTo", PmmlModel.Number(At(node.Keys.Length + 1)));
        xml.WriteStartElement("FieldColumnPair");
        xml.WriteAttributeString("field", fields.Name(node.Text.Node, 0));
        xml.WriteAttributeString("column", "in");
        xml.WriteEndElement();
        xml.WriteStartElement("InlineTable");
        for (int key = 0; key < node.Keys.Length; key++)
        {
            xml.WriteStartElement("row", PmmlModel.Namespace);
            xml.WriteElementString("in", RowsNamespace, node.Keys[key]);
            xml.WriteElementString("out", RowsNamespace, PmmlModel.Number(At(key)));
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private void CodeTable(CodeTableNode node, int place)
    {
        double At(int row) => node.Table[row * node.Columns + place];
        var (source, sourcePlace) = fields.Source(node.Code, 0);
        xml.WriteStartElement("Discretize");
        xml.WriteAttributeString("field", fields.Name(source, sourcePlace));
        xml.WriteAttributeString("dataType", "double");
        if (!double.IsNaN(At(node.Codes)))
        {
            xml.WriteAttributeString("defaultValue", PmmlModel.Number(At(node.Codes)));
            xml.WriteAttributeString("mapMissingTo", PmmlModel.Number(At(node.Codes)));
        }
        for (int code = 0; code < node.Codes; code++)
        {
            if (double.IsNaN(At(code))) continue;
            xml.WriteStartElement("DiscretizeBin");
            xml.WriteAttributeString("binValue", PmmlModel.Number(At(code)));
            xml.WriteStartElement("Interval");
            xml.WriteAttributeString("closure", "openOpen");
            xml.WriteAttributeString("leftMargin", PmmlModel.Number(code - 0.5));
            xml.WriteAttributeString("rightMargin", PmmlModel.Number(code + 0.5));
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private void Truth(GraphValue condition, int place)
    {
        var (node, at) = fields.Source(condition, condition.Width == 1 ? 0 : place);
        switch (graph.Nodes[node])
        {
            case BinaryNode { Operation: BinaryOperation.IsLess } less:
                Less(less, at);
                break;
            case UnaryNode { Operation: UnaryOperation.IsMissing } missing:
                Apply("isMissing", () => Value(missing.Of, at));
                break;
            default:
                Apply("notEqual", () =>
                {
                    Value(condition, place);
                    Constant(0);
                });
                break;
        }
    }

    private void Less(BinaryNode node, int place) => Apply("lessThan", () =>
    {
        Value(node.Left, place);
        Value(node.Right, place);
    }, mapMissingTo: "false");

    private void ZeroOrOne(Action condition) => Apply("if", () =>
    {
        condition();
        Constant(1);
        Constant(0);
    });

    /// <summary>A number of a value: its field, or the constant that it is.</summary>
    public void Value(GraphValue value, int place)
    {
        var (node, at) = fields.Source(value, value.Width == 1 ? 0 : place);
        if (graph.Nodes[node] is ConstantNode constant)
        {
            Constant(constant.Values[at]);
            return;
        }
        xml.WriteStartElement("FieldRef");
        xml.WriteAttributeString("field", fields.Name(node, at));
        xml.WriteEndElement();
    }

    private void Constant(double value)
    {
        xml.WriteStartElement("Constant");
        xml.WriteAttributeString("dataType", "double");
        if (double.IsNaN(value)) xml.WriteAttributeString("missing", "true");
        else xml.WriteString(PmmlModel.Number(value));
        xml.WriteEndElement();
    }

    private void Apply(string function, Action arguments, string? mapMissingTo = null)
    {
        xml.WriteStartElement("Apply");
        xml.WriteAttributeString("function", function);
        if (mapMissingTo is not null) xml.WriteAttributeString("mapMissingTo", mapMissingTo);
        arguments();
        xml.WriteEndElement();
    }
}
