using System.Text.Json.Serialization;
using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Preprocessing.Imputers;

/// <summary>Fills holes with means and then with the predictions of the models in their order; rows without holes pass through.</summary>
public sealed class IterativeImputerTransform : Transform
{
    /// <summary>Checks the shapes.</summary>
    /// <param name="inputs">The features that come in.</param>
    /// <param name="means">What holes start with, one a feature.</param>
    /// <param name="models">Applied in order to rows whose column is missing.</param>
    [JsonConstructor]
    public IterativeImputerTransform(ImmutableArray<FeatureInfo> inputs, ImmutableArray<double> means, ImmutableArray<ImputationModel> models)
        : base(inputs)
    {
        if (means.IsDefault || means.Length != inputs.Length || models.IsDefault
            || models.Any(m => (uint)m.Column >= (uint)inputs.Length || m.Coefficients.Length != inputs.Length))
            throw new ArgumentException("Need a mean a feature, and models of those features.");
        (Means, Models) = (means, models);
    }

    /// <summary>What holes start with.</summary>
    public ImmutableArray<double> Means { get; }

    /// <summary>The models of all rounds.</summary>
    public ImmutableArray<ImputationModel> Models { get; }

    /// <inheritdoc/>
    public override ImmutableArray<FeatureInfo> Outputs => Inputs;

    /// <inheritdoc/>
    internal override GraphValue Describe(GraphBuilder graph, GraphValue row)
    {
        var raw = graph.Split(row);
        var holes = raw.Select(graph.IsMissing).ToArray();
        var filled = raw.Select((value, c) => graph.Select(holes[c], graph.Constant(Means[c]), value)).ToArray();
        foreach (var model in Models)
        {
            var predicted = graph.Linear(graph.Join(filled), model.Coefficients.AsSpan(), [model.Intercept]);
            predicted = graph.Clamp(predicted, -ScaleStep.Max, ScaleStep.Max);
            filled[model.Column] = graph.Select(holes[model.Column], predicted, filled[model.Column]);
        }
        return graph.Join(filled);
    }

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<double> row, Span<double> output)
    {
        bool holed = false;
        for (int c = 0; c < row.Length; c++)
        {
            holed |= double.IsNaN(row[c]);
            output[c] = double.IsNaN(row[c]) ? Means[c] : row[c];
        }
        if (!holed) return;
        foreach (var model in Models) if (double.IsNaN(row[model.Column])) output[model.Column] = model.Predict(output);
    }
}
