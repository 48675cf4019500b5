using System.Text.Json.Serialization;
using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Calibration;

/// <summary>A fitted map from a classifier's probabilities to calibrated ones; immutable, thread-safe, no allocation, written as JSON.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(PlattCalibrator), "platt")]
[JsonDerivedType(typeof(IsotonicCalibrator), "isotonic")]
[JsonDerivedType(typeof(TemperatureCalibrator), "temperature")]
[JsonDerivedType(typeof(BetaCalibrator), "beta")]
[JsonDerivedType(typeof(VectorCalibrator), "vector")]
[JsonDerivedType(typeof(DirichletCalibrator), "dirichlet")]
public abstract class Calibrator
{
    /// <summary>Smallest probability whose logit is taken: below it the logit says more about rounding than about the model.</summary>
    internal const double Tiny = 1e-12;

    private protected Calibrator() { }

    /// <summary>Changes the probabilities of one row in place; they sum to 1 before and after.</summary>
    /// <param name="probabilities">One a class.</param>
    public abstract void Apply(Span<double> probabilities);

    /// <summary>The changed probabilities as operations of a graph.</summary>
    internal abstract GraphValue Describe(GraphBuilder graph, GraphValue probabilities);

    /// <summary>ln p with p kept away from 0.</summary>
    private protected static GraphValue Logs(GraphBuilder graph, GraphValue probabilities) => graph.Log(graph.AtLeast(probabilities, Tiny));

    /// <summary>A map of one class against the rest for each class, or of the second of two.</summary>
    /// <param name="graph">Where it is added.</param>
    /// <param name="probabilities">One a class.</param>
    /// <param name="maps">One, or one a class.</param>
    /// <param name="map">From probabilities of the classes that have maps to calibrated ones.</param>
    private protected static GraphValue EachAgainstRest(GraphBuilder graph, GraphValue probabilities, int maps, Func<GraphValue, GraphValue> map) =>
        maps == 1 ? graph.Both(map(graph.Pick(probabilities, 1))) : graph.Normalize(map(probabilities));

    /// <summary>Brings non-negative shares to the sum 1; all zero becomes uniform.</summary>
    internal static void Normalize(Span<double> shares)
    {
        double total = 0;
        foreach (double share in shares) total += share;
        if (total > 0) for (int k = 0; k < shares.Length; k++) shares[k] /= total;
        else shares.Fill(1.0 / shares.Length);
    }

    /// <summary>Scores to probabilities in place.</summary>
    private protected static void Softmax(Span<double> scores)
    {
        double top = double.NegativeInfinity;
        foreach (double score in scores) top = Math.Max(top, score);
        for (int k = 0; k < scores.Length; k++) scores[k] = Math.Exp(scores[k] - top);
        Normalize(scores);
    }

    /// <summary>ln(p / (1 − p)) with p kept away from 0 and 1.</summary>
    internal static double Logit(double p)
    {
        p = Math.Clamp(p, Tiny, 1 - Tiny);
        return Math.Log(p) - Math.Log(1 - p);
    }

    /// <summary>1 / (1 + e⁻ˣ) without overflow.</summary>
    internal static double Sigmoid(double x)
    {
        double e = Math.Exp(-Math.Abs(x));
        return x >= 0 ? 1 / (1 + e) : e / (1 + e);
    }
}
