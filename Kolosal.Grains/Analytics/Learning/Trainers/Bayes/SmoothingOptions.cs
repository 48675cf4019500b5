namespace Kolosal.Learning.Bayes;

/// <summary>Options of the naive Bayes models of counts and categories.</summary>
/// <param name="Alpha">Pseudo-counts added to every count (Lidstone; 1 is Laplace), 0 or more; below
/// <see cref="MinAlpha"/> that is used, so that no logarithm is infinite. Default: 1.</param>
public record SmoothingOptions(double Alpha = 1)
{
    /// <summary>The smallest pseudo-count that is used.</summary>
    public const double MinAlpha = 1e-10;

    /// <summary>Finite, 0 or more.</summary>
    public double Alpha { get; } = Require.NotNegative(Alpha);

    /// <summary>What is believed of the classes beforehand. Default: the shares of the training rows.</summary>
    public ClassPrior Prior { get; init; } = ClassPrior.Learnt;

    /// <summary>The pseudo-counts that are used.</summary>
    internal double Smoothing => Math.Max(Alpha, MinAlpha);

    /// <summary>What a search may change.</summary>
    internal static ImmutableArray<Parameter> Parameters { get; } =
        [new FloatParameter("alpha", 1e-3, 100, 1, Log: true), new CategoricalParameter("prior", ["learnt", "uniform"], "learnt")];
}
