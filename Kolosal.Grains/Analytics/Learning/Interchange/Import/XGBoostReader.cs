using System.Globalization;
using Kolosal.Learning.Trees;

namespace Kolosal.Learning.Import;

/// <summary>Reads models that XGBoost 1.0 to 3.x saved as JSON or as Universal Binary JSON (save_model), with the boosters gbtree and dart.</summary>
/// <remarks>
/// The format is XGBoost's "Introduction to Model IO" and doc/model.schema. Every tree of the file counts, as in Booster.predict; a
/// stored best_iteration changes nothing. The old binary format, gblinear, several targets and leaves of several values are refused.
/// </remarks>
public static class XGBoostReader
{
    private const int MaxScores = 1 << 16;

    // Features may be left unnamed; a count beyond what a file could say anything of is damage, and each would be given a name.
    private const int UnnamedInputs = 1 << 16;

    /// <summary>Reads a model.</summary>
    /// <param name="file">The whole file.</param>
    /// <exception cref="InvalidDataException">Not such a model, truncated, inconsistent,
    /// or of a kind that is not read; the message says which.</exception>
    public static XGBoostModel Read(ReadOnlyMemory<byte> file)
    {
        // Both formats begin with a brace; only JSON goes on with a quote or white space.
        if (file.Length < 2 || file.Span[0] != (byte)'{')
            throw new InvalidDataException("An XGBoost model file begins with '{'; the old binary format is not read, save the model again as JSON.");
        bool json = file.Span[1] is (byte)'"' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' or (byte)'}';
        var document = json ? DocumentValue.FromJson(file) : UbjReader.Read(file.Span);
        if (document.Find("version")?.Integers() is [var major, ..] && major is < 1 or > 3)
            throw new InvalidDataException($"XGBoost models are read in versions 1 to 3, got {major}.");
        var learner = document["learner"];
        var parameters = learner["learner_model_param"];
        int inputs = parameters["num_feature"].Integer(), classes = parameters["num_class"].Integer(),
            targets = parameters.Find("num_target")?.Integer() ?? 1;
        if (targets > 1) throw new InvalidDataException($"Models of one target are read, this one has {targets}.");
        if (inputs > Math.Max(UnnamedInputs, file.Length))
            throw new InvalidDataException($"A file of {file.Length} bytes describes no {inputs} features.");
        var objective = XGBoostObjective.Named(learner["objective"]["name"].Text());
        int scores = Math.Max(1, classes);
        if (inputs < 0 || scores > MaxScores || scores > 1 != objective.IsMulticlass)
            throw new InvalidDataException($"'{objective.Name}' with {classes} classes and {inputs} features is no model.");

        var booster = learner["gradient_booster"];
        string kind = booster["name"].Text();
        if (kind is not ("gbtree" or "dart")) throw new InvalidDataException($"Boosters of trees are read, this one is '{kind}'.");
        var model = (kind == "dart" ? booster["gbtree"] : booster)["model"];
        var trees = model["trees"].List();
        int[] scoreOfTree = model["tree_info"].Integers();
        double[] weights = kind == "dart" ? booster["weight_drop"].Numbers() : [.. Enumerable.Repeat(1.0, trees.Length)];
        if (scoreOfTree.Length != trees.Length || weights.Length != trees.Length || scoreOfTree.Any(score => (uint)score >= (uint)scores)
            || !weights.All(double.IsFinite))
            throw new InvalidDataException(
                $"{trees.Length} trees have {scoreOfTree.Length} scores of {scores} to add to and {weights.Length} weights.");

        var builder = new TreeEnsembleBuilder(inputs, 1);
        var ids = new List<int>();
        for (int tree = 0; tree < trees.Length; tree++) new XGBoostTree(trees[tree], inputs).AddTo(builder, weights[tree], ids);
        return new(objective, BaseMargins(objective, parameters["base_score"], scores), UnknownGoLeft(builder.Build()), scoreOfTree, [.. ids],
            Names(learner, inputs));
    }

    private static double[] BaseMargins(XGBoostObjective objective, DocumentValue stored, int scores)
    {
        // A number as a text; since 3.1 a list of them, also as a text.
        double[] given = stored.Content is string text
            ? [.. text.Trim('[', ']').Split(',').Select(part =>
                float.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) ? number
                : throw new InvalidDataException($"The base score '{text}' is no number."))]
            : stored.Content is double number ? [number] : stored.Numbers();
        if (given.Length != 1 && given.Length != scores) throw new InvalidDataException($"{given.Length} base scores for {scores} scores.");
        return [.. Enumerable.Range(0, scores).Select(k => objective.Margin(given[given.Length == 1 ? 0 : k]))];
    }

    private static TreeEnsemble UnknownGoLeft(TreeEnsemble trees)
    {
        for (int node = 0; node < trees.Flags.Length; node++)
            if ((trees.Flags[node] & TreeEnsemble.Categorical) != 0) trees.Flags[node] |= TreeEnsemble.UnknownLeft;
        return trees;
    }

    private static ImmutableArray<string> Names(DocumentValue learner, int inputs)
    {
        string[] names = learner.Find("feature_names") is { } list ? [.. list.List().Select(name => name.Text())] : [];
        if (names.Length != 0 && names.Length != inputs) throw new InvalidDataException($"{names.Length} feature names for {inputs} features.");
        return names.Length > 0 ? [.. names] : [.. Enumerable.Range(0, inputs).Select(c => $"f{c}")];
    }
}
