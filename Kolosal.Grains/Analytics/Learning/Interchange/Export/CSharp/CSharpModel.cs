using System.Globalization;
using System.Text;
using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Interchange;

/// <summary>Models as plain C# source: one static class that needs nothing but the base library.</summary>
public static class CSharpModel
{
    /// <summary>Writes the source of a scorer.</summary>
    /// <param name="model">The whole model.</param>
    /// <param name="className">A C# identifier.</param>
    /// <param name="remarks">What the class says about itself, a sentence a line.</param>
    public static string Write(ScoringGraph model, string className, IEnumerable<string> remarks)
    {
        var text = new StringBuilder();
        text.Append("#nullable enable\nusing System;\nusing System.Collections.Generic;\n\n/// <summary>\n");
        foreach (string line in remarks) text.Append("/// ").Append(Escape(line)).Append('\n');
        text.Append("/// </summary>\npublic static class ").Append(className).Append("\n{\n");
        var numbers = model.Inputs.Where(input => !input.IsText).ToArray();
        var texts = model.Inputs.Where(input => input.IsText).ToArray();
        text.Append("    /// <summary>The columns of numbers in the order of Score: booleans 0 and 1, instants seconds since 1970 UTC.</summary>\n");
        Names(text, "NumberColumns", numbers.Select(input => input.Column));
        text.Append("    /// <summary>The columns of texts in the order of Score's.</summary>\n");
        Names(text, "TextColumns", texts.Select(input => input.Column));
        text.Append("    /// <summary>The class of each output; empty for a regression.</summary>\n");
        Names(text, "Classes", model.Problem.Classes);
        text.Append("    /// <summary>Scores one row.</summary>\n    /// <param name=\"numbers\">NaN for missing.</param>\n");
        text.Append("    /// <param name=\"texts\">Null or empty for missing.</param>\n");
        text.Append("    /// <returns>Class probabilities, or the one value.</returns>\n");
        text.Append("    public static double[] Score(ReadOnlySpan<double> numbers, ReadOnlySpan<string?> texts)\n    {\n");
        var constants = new StringBuilder();
        for (int i = 0; i < model.Nodes.Length; i++) CSharpNodes.Write(text, constants, i, model.Nodes[i], numbers, texts);
        text.Append("        return v").Append(model.Output.Node).Append(";\n    }\n").Append(constants);
        if (model.Nodes.Any(node => node is UnaryNode { Operation: UnaryOperation.ErrorFunction })) text.Append(CSharpFunctions.ErrorFunction);
        return text.Append(CSharpFunctions.All).Append("}\n").ToString();
    }

    /// <summary>A text as a literal.</summary>
    internal static string Literal(string value)
    {
        var text = new StringBuilder("\"");
        foreach (char c in value)
        {
            if (c is '"' or '\\') text.Append('\\').Append(c);
            else if (c is < ' ' or > '~') text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else text.Append(c);
        }
        return text.Append('"').ToString();
    }

    /// <summary>A number as a literal that reads back to the same bits.</summary>
    internal static string Literal(double value) => double.IsNaN(value) ? "double.NaN"
        : double.IsPositiveInfinity(value) ? "double.PositiveInfinity"
        : double.IsNegativeInfinity(value) ? "double.NegativeInfinity"
        : value.ToString("R", CultureInfo.InvariantCulture) + "d";

    private static void Names(StringBuilder text, string name, IEnumerable<string> values) =>
        text.Append("    public static readonly string[] ").Append(name).Append(" = { ").AppendJoin(", ", values.Select(Literal)).Append(" };\n\n");

    private static string Escape(string line) =>
        string.Concat(line.Select(c => c switch { '<' => "&lt;", '>' => "&gt;", '&' => "&amp;", < ' ' => " ", _ => c.ToString() }));
}
