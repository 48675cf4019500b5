using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Neural;

/// <summary>One layer of a trained network.</summary>
/// <param name="Inputs">Values in.</param>
/// <param name="Outputs">Values out.</param>
/// <param name="Sums">W (outputs × inputs), then b.</param>
/// <param name="Norm">γ and β of a layer normalisation, or empty.</param>
/// <param name="Activation">Null for none.</param>
internal sealed record MlpStep(int Inputs, int Outputs, double[] Sums, double[] Norm, Activation? Activation)
{
    /// <summary>Scores one row.</summary>
    public void Apply(ReadOnlySpan<double> x, Span<double> y)
    {
        DenseLayer.Apply(Sums, x, y);
        if (Norm.Length > 0) LayerNormLayer.Apply(Norm, y);
        if (Activation is { } kind) Activations.Apply(kind, y);
    }

    /// <summary>The layer as operations of a graph.</summary>
    public GraphValue Describe(GraphBuilder graph, GraphValue x)
    {
        var sums = graph.Linear(x, Sums.AsSpan(0, Inputs * Outputs), Sums.AsSpan(Inputs * Outputs, Outputs));
        if (Norm.Length > 0) sums = LayerNormLayer.Describe(graph, Norm, sums);
        return Activation is { } kind ? Activations.Describe(graph, kind, sums) : sums;
    }

    /// <summary>The steps of a network in training. Batch normalisation is linear once trained: γ (W x + b − mean) / √(variance + ε) + β.</summary>
    public static MlpStep[] Of(Network network)
    {
        var steps = new List<MlpStep>();
        for (int l = 0; l < network.Layers.Count; l++)
        {
            double[] own = [.. network.ParametersOf(l)];
            switch (network.Layers[l])
            {
                case DenseLayer dense:
                    steps.Add(new(dense.Inputs, dense.Outputs, own, [], null));
                    break;
                case BatchNormLayer batch:
                    Fold(steps[^1], own, batch.Running);
                    break;
                case LayerNormLayer:
                    steps[^1] = steps[^1] with { Norm = own };
                    break;
                case ActivationLayer activation:
                    steps[^1] = steps[^1] with { Activation = activation.Kind };
                    break;
            }
        }
        return [.. steps];
    }

    private static void Fold(MlpStep step, double[] norm, double[] running)
    {
        for (int o = 0; o < step.Outputs; o++)
        {
            double factor = norm[o] / Math.Sqrt(running[step.Outputs + o] + LayerNormLayer.Floor);
            for (int c = 0; c < step.Inputs; c++) step.Sums[o * step.Inputs + c] *= factor;
            ref double offset = ref step.Sums[step.Outputs * step.Inputs + o];
            offset = (offset - running[o]) * factor + norm[step.Outputs + o];
        }
    }
}
