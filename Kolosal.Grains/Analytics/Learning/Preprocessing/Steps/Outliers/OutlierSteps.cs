using System.Text.Json.Serialization;
using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Preprocessing.Outliers;

/// <summary>Moves values that are far out to the end of the usual range, column by
/// column. Missing values stay missing; columns of codes pass through.</summary>
public sealed class OutlierClipper(OutlierOptions options) : ColumnStepsFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } =
        new("outlier_clipper", TransformNeeds.Nothing, new SearchSpace(OutlierOptions.Space), given =>
            new OutlierClipper(OutlierOptions.From(given)));

    private protected override ImmutableArray<NumericStep> LearnColumn(double[] values, FeatureRows rows, CancellationToken cancel)
    {
        var usual = OutlierLimits.Of(values, options);
        return [new ClipStep(usual.Low, usual.High)];
    }
}

/// <summary>Adds a feature for each column of numbers: 1 where its value is far out, 0
/// elsewhere, also where it is missing. The columns stay as they are.</summary>
public sealed class OutlierFlags(OutlierOptions options) : TransformFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } =
        new("outlier_flags", TransformNeeds.Nothing, new SearchSpace(OutlierOptions.Space), given => new OutlierFlags(OutlierOptions.From(given)));

    private protected override Transform Learn(FeatureRows rows, ulong seed, CancellationToken cancel) =>
        OutlierFlagTransform.Learn(Name, rows, options, cancel);
}

/// <summary>The columns as they come in, and behind them a 0-1 feature for each of the watched ones.</summary>
public sealed class OutlierFlagTransform : Transform
{
    /// <summary>The ranges of every column of numbers.</summary>
    internal static OutlierFlagTransform Learn(string name, FeatureRows rows, OutlierOptions options, CancellationToken cancel)
    {
        ImmutableArray<int> watched = [.. Enumerable.Range(0, rows.Columns.Length).Where(c => !rows.Columns[c].IsCategorical)];
        return new(rows.Columns, watched, [.. watched.Select(c =>
        {
            cancel.ThrowIfCancellationRequested();
            double[] values = ColumnStepsFitter.Column(rows, c);
            if (Array.TrueForAll(values, double.IsNaN))
                throw new TrainingException($"'{name}' needs at least one value in '{rows.Columns[c].Name}', got none; drop the column first.");
            var usual = OutlierLimits.Of(values, options);
            return new ClipStep(usual.Low, usual.High);
        })]);
    }

    /// <summary>Keeps the ranges.</summary>
    /// <param name="inputs">The features that come in.</param>
    /// <param name="watched">Positions in <paramref name="inputs"/>.</param>
    /// <param name="limits">The range of each watched feature, ends included.</param>
    [JsonConstructor]
    public OutlierFlagTransform(ImmutableArray<FeatureInfo> inputs, ImmutableArray<int> watched, ImmutableArray<ClipStep> limits) : base(inputs)
    {
        if (watched.IsDefault || limits.IsDefault || watched.Length != limits.Length || watched.Any(c => (uint)c >= (uint)inputs.Length))
            throw new ArgumentException("Need one range a watched feature.", nameof(limits));
        (Watched, Limits) = (watched, limits);
        Outputs = [.. inputs, .. watched.Select(c => new FeatureInfo(inputs[c].Name + "=outlier"))];
    }

    /// <summary>The positions of the features that are watched.</summary>
    public ImmutableArray<int> Watched { get; }

    /// <summary>The range of each, ends included.</summary>
    [JsonPropertyName("usual")]
    public ImmutableArray<ClipStep> Limits { get; }

    /// <inheritdoc/>
    public override ImmutableArray<FeatureInfo> Outputs { get; }

    /// <inheritdoc/>
    internal override GraphValue Describe(GraphBuilder graph, GraphValue row)
    {
        if (Watched.IsEmpty) return row;
        var watched = graph.Pick(row, Watched.AsSpan());
        var low = graph.IsLess(watched, graph.Constants([.. Limits.Select(limit => limit.Low)]));
        var high = graph.IsLess(graph.Constants([.. Limits.Select(limit => limit.High)]), watched);
        return graph.Join([row, graph.Plus(low, high)]);
    }

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<double> row, Span<double> output)
    {
        row.CopyTo(output);
        for (int i = 0; i < Watched.Length; i++) output[row.Length + i] = row[Watched[i]] < Limits[i].Low || row[Watched[i]] > Limits[i].High ? 1 : 0;
    }
}
