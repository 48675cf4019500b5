using System.Text.Json.Serialization;
using Kolosal.Learning.Graphs;
using Kolosal.Learning.Linear;

namespace Kolosal.Learning.Preprocessing.Expansion;

/// <param name="Degree">Factors of a term at most, 1 … 6. Default: 2.</param>
/// <param name="InteractionOnly">Whether a column occurs once in a term at most. Default: no.</param>
/// <param name="Bias">Whether a column of ones comes first. Default: no.</param>
public sealed record PolynomialFeaturesOptions(int Degree = 2, bool InteractionOnly = false, bool Bias = false)
{
    /// <summary>1 … 6.</summary>
    public int Degree { get; } = Require.Between(Degree, 1, 6);
}

/// <summary>Every product of up to so many columns, by degree and then in the order of
/// columns: a, b, a², ab, b², as scikit-learn's; nothing is learnt.</summary>
public sealed class PolynomialFeatures(PolynomialFeaturesOptions options) : TransformFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } = new("polynomial_features", TransformNeeds.Numbers,
        new SearchSpace(new IntegerParameter("degree", 1, 3, 2), OptionChoices.Switch("interaction_only", false),
            OptionChoices.Switch("bias", false)),
        given => new PolynomialFeatures(new PolynomialFeaturesOptions(
            given.Integer("degree"), OptionChoices.IsOn(given, "interaction_only"), OptionChoices.IsOn(given, "bias"))));

    private protected override Transform Learn(FeatureRows rows, ulong seed, CancellationToken cancel) =>
        PolynomialExpansion.Of(rows.Columns.Length, options.Degree, options.InteractionOnly, PolynomialTransform.MaxTerms) is not null
            ? new PolynomialTransform(rows.Columns, options.Degree, options.InteractionOnly, options.Bias)
            : throw new TrainingException(
                $"'{Name}' of degree {options.Degree} makes more than {PolynomialTransform.MaxTerms} features of {rows.Columns.Length}; lower the "
                    + "degree or select columns first.");
}

/// <summary>The products, each kept within ±1e100; a product with a missing value is missing.</summary>
public sealed class PolynomialTransform : Transform
{
    // Chosen, not derived: a row of 100,000 features is 800 KB.
    internal const int MaxTerms = 100_000;
    private readonly PolynomialExpansion expansion;

    /// <summary>Lays out the terms.</summary>
    /// <exception cref="ArgumentException">There are more terms than can be.</exception>
    [JsonConstructor]
    public PolynomialTransform(ImmutableArray<FeatureInfo> inputs, int degree, bool interactionOnly, bool bias) : base(inputs)
    {
        expansion = PolynomialExpansion.Of(inputs.Length, degree, interactionOnly, MaxTerms)
            ?? throw new ArgumentException($"More than {MaxTerms} terms.", nameof(degree));
        (Degree, InteractionOnly, Bias) = (degree, interactionOnly, bias);
        Outputs = [.. bias ? [new FeatureInfo("1")] : ImmutableArray<FeatureInfo>.Empty,
            .. Enumerable.Range(0, expansion.Terms).Select(t => new FeatureInfo(NameOf(t)))];
    }

    /// <summary>Factors of a term at most.</summary>
    public int Degree { get; }

    /// <summary>Whether a column occurs once in a term at most.</summary>
    public bool InteractionOnly { get; }

    /// <summary>Whether a column of ones comes first.</summary>
    public bool Bias { get; }

    /// <inheritdoc/>
    public override ImmutableArray<FeatureInfo> Outputs { get; }

    /// <inheritdoc/>
    internal override GraphValue Describe(GraphBuilder graph, GraphValue row)
    {
        var terms = graph.Clamp(expansion.Describe(graph, row), -ScaleStep.Max, ScaleStep.Max);
        return Bias ? graph.Join([graph.Constant(1), terms]) : terms;
    }

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<double> row, Span<double> output)
    {
        int first = Bias ? 1 : 0;
        if (Bias) output[0] = 1;
        expansion.Expand(row, output[first..]);
        for (int t = first; t < output.Length; t++) output[t] = Math.Clamp(output[t], -ScaleStep.Max, ScaleStep.Max);
    }

    private string NameOf(int term) =>
        string.Join('*', expansion.FactorsOf(term).GroupBy(c => c)
            .Select(g => g.Count() == 1 ? Inputs[g.Key].Name : $"{Inputs[g.Key].Name}^{g.Count()}"));
}
