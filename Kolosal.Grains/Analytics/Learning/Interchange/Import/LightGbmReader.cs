using System.Text;
using Kolosal.Learning.Trees;

namespace Kolosal.Learning.Import;

/// <summary>Reads models that LightGBM 2.3 to 4.x saved as text (save_model, model_to_string), with the boosters gbdt, dart, goss and rf.</summary>
/// <remarks>
/// The format is that of GBDT::SaveModelToString and Tree::ToString. Every tree of the text counts. Linear trees, zero_as_missing, regression
/// with reg_sqrt and the objectives multiclassova and cross_entropy_lambda are refused. Codes of categories are whole numbers.
/// </remarks>
public static class LightGbmReader
{
    private const int MaxScores = 1 << 16;

    // Features that a text has may be left unnamed; a count beyond what it could name is damage, and each would be given a name.
    private const int UnnamedInputs = 1 << 16;

    /// <summary>Reads a model.</summary>
    /// <param name="file">The whole text, UTF-8.</param>
    /// <exception cref="InvalidDataException">Not such a model, truncated, inconsistent, or of a kind that is not read; the message says
    /// which.</exception>
    public static LightGbmModel Read(ReadOnlyMemory<byte> file) => Read(file, TargetUnit.Own);

    /// <summary>Reads a model whose regression targets were learnt in a unit.</summary>
    internal static LightGbmModel Read(ReadOnlyMemory<byte> file, TargetUnit unit)
    {
        string all = Encoding.UTF8.GetString(file.Span);
        if (!all.StartsWith("tree\n", StringComparison.Ordinal) && !all.StartsWith("tree\r\n", StringComparison.Ordinal))
            throw new InvalidDataException("A LightGBM model text begins with the line 'tree'.");
        if (!all.Contains("\nend of trees", StringComparison.Ordinal))
            throw new InvalidDataException("The LightGBM model text ends before its trees do.");
        using var text = new StringReader(all);
        var header = LightGbmSection.Next(text)!;
        if (header.Text("version") is not ("v2" or "v3" or "v4") and var version)
            throw new InvalidDataException($"LightGBM model texts are read in versions v2 to v4, got '{version}'.");
        int inputs = header.Integer("max_feature_idx") + 1, scores = header.Integer("num_tree_per_iteration");
        var objective = LightGbmObjective.Of(header.Has("objective") ? header.Text("objective") : "");
        if (inputs > Math.Max(UnnamedInputs, all.Length))
            throw new InvalidDataException($"A text of {all.Length} characters names no {inputs} features.");
        if (inputs < 1 || scores is < 1 or > MaxScores || scores > 1 != (objective.Link == Link.Softmax))
            throw new InvalidDataException($"{scores} trees a round over {inputs} features are no model of '{header.Text("objective")}'.");

        var builder = new TreeEnsembleBuilder(inputs, 1);
        int trees = 0;
        for (; LightGbmSection.Next(text) is { } section; trees++) new LightGbmTree(section, inputs).AddTo(builder);
        if (trees == 0 || trees % scores != 0) throw new InvalidDataException($"{trees} trees are no rounds of {scores}.");
        bool restores = unit != TargetUnit.Own;
        if (restores && objective.Link != Link.Identity) throw new InvalidDataException("Only a model of numbers has a unit.");

        string[] names = header.Has("feature_names") ? header.Text("feature_names").Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
        if (names.Length != inputs) names = [.. Enumerable.Range(0, inputs).Select(c => $"Column_{c}")];
        double scale = objective.Scale * (header.Has("average_output") ? (double)scores / trees : 1);
        return new(file.ToArray(), unit, builder.Build(), scores, scale, objective.Link, [.. names]);
    }
}
