using System.Text;
using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Interchange;

/// <summary>Operations of a scoring graph as statements of C#: node 7 is the array v7.</summary>
internal static class CSharpNodes
{
    /// <param name="text">The statements.</param>
    /// <param name="constants">The class's fields.</param>
    /// <param name="at">The node's number.</param>
    /// <param name="node">The node.</param>
    /// <param name="numbers">The columns of numbers.</param>
    /// <param name="texts">The columns of texts.</param>
    public static void Write(StringBuilder text, StringBuilder constants, int at, GraphNode node, GraphInput[] numbers, GraphInput[] texts)
    {
        text.Append("        ").Append(node is TextNode ? "string" : "double[]").Append(" v").Append(at).Append(" = ");
        switch (node)
        {
            case NumberNode number:
                text.Append($"new[] {{ numbers[{Array.FindIndex(numbers, input => input.Column == number.Column)}] }}");
                break;
            case TextNode column:
                text.Append($"texts[{Array.FindIndex(texts, input => input.Column == column.Column)}] ?? \"\"");
                break;
            case ConstantNode constant:
                text.Append(Doubles(constants, $"C{at}", constant.Values));
                break;
            case UnaryNode unary:
                text.Append($"Each(v{unary.Of.Node}, x => {Unary(unary.Operation)})");
                break;
            case BinaryNode binary:
                text.Append($"Both(v{binary.Left.Node}, v{binary.Right.Node}, (a, b) => {Binary(binary.Operation)})");
                break;
            case SelectNode select:
                text.Append($"Choose(v{select.Condition.Node}, v{select.Then.Node}, v{select.Otherwise.Node})");
                break;
            case PickNode pick:
                text.Append($"Pick(v{pick.Of.Node}, {Integers(constants, $"C{at}", pick.Positions)})");
                break;
            case JoinNode join:
                text.Append($"Join({string.Join(", ", join.Parts.Select(part => $"v{part.Node}"))})");
                break;
            case LinearNode linear:
                string weights = Doubles(constants, $"W{at}", linear.Weights), offsets = Doubles(constants, $"B{at}", linear.Offsets);
                text.Append($"Linear(v{linear.Of.Node}, {weights}, {offsets})");
                break;
            case MaximumNode maximum:
                text.Append($"Maximum(v{maximum.Of.Node})");
                break;
            case SmallestNode smallest:
                text.Append($"Smallest(v{smallest.Of.Node}, {smallest.Count})");
                break;
            case TextTableNode table:
                constants.Append($"    private static readonly Dictionary<string, int> K{at} = Index({string.Join(", ",
                    table.Keys.Select(CSharpModel.Literal))});\n");
                text.Append($"Row({Doubles(constants, $"T{at}", table.Table)}, Find(K{at}, v{table.Text.Node}), {table.Columns})");
                break;
            case CodeTableNode table:
                text.Append($"Row({Doubles(constants, $"T{at}", table.Table)}, Code(v{table.Code.Node}[0], {table.Codes}), {table.Columns})");
                break;
            case TreesNode trees:
                text.Append(Trees(constants, at, trees));
                break;
            default:
                throw new NotExportableException($"C# has no form for {node.GetType().Name}.");
        }
        text.Append(";\n");
    }

    private static string Trees(StringBuilder constants, int at, TreesNode node)
    {
        var trees = node.Trees;
        string of = $"v{node.Of.Node}, {Integers(constants, $"Roots{at}", trees.Roots)}, {Integers(constants, $"Columns{at}", trees.Columns)}, "
            + $"{Doubles(constants, $"Thresholds{at}", trees.Thresholds)}, "
            + $"{Integers(constants, $"Missing{at}", [.. trees.MissingLeft.Select(left => left ? 1 : 0)])}, "
            + $"{Integers(constants, $"Children{at}", trees.Children)}, {Doubles(constants, $"Values{at}", trees.Values)}, "
            + $"{Integers(constants, $"Scores{at}", trees.ScoreOf)}, {Doubles(constants, $"Bases{at}", trees.BaseScores)}";
        return $"Trees({of}, {CSharpModel.Literal(trees.Scale)})";
    }

    private static string Unary(UnaryOperation operation) => operation switch
    {
        UnaryOperation.Negate => "-x",
        UnaryOperation.Absolute => "Math.Abs(x)",
        UnaryOperation.Exponential => "Math.Exp(x)",
        UnaryOperation.Logarithm => "Math.Log(x)",
        UnaryOperation.SquareRoot => "Math.Sqrt(x)",
        UnaryOperation.Sine => "Math.Sin(x)",
        UnaryOperation.Cosine => "Math.Cos(x)",
        UnaryOperation.HyperbolicTangent => "Math.Tanh(x)",
        UnaryOperation.ErrorFunction => "ErrorFunction(x)",
        UnaryOperation.Floor => "Math.Floor(x)",
        _ => "double.IsNaN(x) ? 1 : 0",
    };

    private static string Binary(BinaryOperation operation) => operation switch
    {
        BinaryOperation.Add => "a + b",
        BinaryOperation.Subtract => "a - b",
        BinaryOperation.Multiply => "a * b",
        BinaryOperation.Divide => "a / b",
        BinaryOperation.Power => "Math.Pow(a, b)",
        _ => "a < b ? 1 : 0",
    };

    private static string Doubles(StringBuilder constants, string name, ImmutableArray<double> values)
    {
        constants.Append("    private static readonly double[] ").Append(name).Append(" = { ").AppendJoin(", ", values.Select(CSharpModel.Literal))
            .Append(" };\n");
        return name;
    }

    private static string Integers(StringBuilder constants, string name, ImmutableArray<int> values)
    {
        constants.Append("    private static readonly int[] ").Append(name).Append(" = { ").AppendJoin(", ", values).Append(" };\n");
        return name;
    }
}
