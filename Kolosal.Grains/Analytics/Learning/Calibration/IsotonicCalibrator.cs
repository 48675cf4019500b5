using System.Text.Json.Serialization;
using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Calibration;

/// <summary>A monotone curve: linear between its points, constant outside them.</summary>
public sealed class IsotonicCurve
{
    /// <summary>Keeps the points.</summary>
    /// <param name="x">At least one, ascending, all different.</param>
    /// <param name="y">As many, not descending.</param>
    [JsonConstructor]
    public IsotonicCurve(ImmutableArray<double> x, ImmutableArray<double> y)
    {
        if (x.IsDefaultOrEmpty || x.Length != y.Length) throw new ArgumentException("A curve needs as many values as positions, and at least one.");
        for (int i = 1; i < x.Length; i++)
            if (!(x[i] > x[i - 1]) || !(y[i] >= y[i - 1])) throw new ArgumentException($"Point {i} of the curve does not rise.");
        (X, Y) = (x, y);
    }

    /// <summary>The positions, ascending.</summary>
    public ImmutableArray<double> X { get; }

    /// <summary>The values there.</summary>
    public ImmutableArray<double> Y { get; }

    /// <summary>The value at a position.</summary>
    public double At(double x)
    {
        int at = X.AsSpan().BinarySearch(x);
        if (at >= 0) return Y[at];
        at = ~at;
        if (at == 0) return Y[0];
        if (at == X.Length) return Y[^1];
        return Y[at - 1] + (Y[at] - Y[at - 1]) * ((x - X[at - 1]) / (X[at] - X[at - 1]));
    }
}

/// <summary>A monotone curve for each class against the rest, rows brought back to the
/// sum 1; with two classes of the second alone (Zadrozny and Elkan, KDD 2002).</summary>
public sealed class IsotonicCalibrator : Calibrator
{
    /// <summary>Keeps the curves.</summary>
    /// <param name="curves">One for two classes, or one a class.</param>
    [JsonConstructor]
    public IsotonicCalibrator(ImmutableArray<IsotonicCurve> curves) => Curves = curves.Length is 1 or >= 3 ? curves
        : throw new ArgumentException($"Need one curve, or one for each of at least three classes; got {curves.Length}.");

    /// <summary>The curves.</summary>
    public ImmutableArray<IsotonicCurve> Curves { get; }

    /// <inheritdoc/>
    internal override GraphValue Describe(GraphBuilder graph, GraphValue probabilities) => EachAgainstRest(graph, probabilities, Curves.Length, p =>
        graph.Join([.. graph.Split(p).Select((value, k) => graph.Polygon(value, Curves[k].X.AsSpan(), Curves[k].Y.AsSpan()))]));

    /// <inheritdoc/>
    public override void Apply(Span<double> probabilities)
    {
        if (Curves.Length == 1)
        {
            probabilities[1] = Curves[0].At(probabilities[1]);
            probabilities[0] = 1 - probabilities[1];
            return;
        }
        for (int k = 0; k < probabilities.Length; k++) probabilities[k] = Curves[k].At(probabilities[k]);
        Normalize(probabilities);
    }
}
