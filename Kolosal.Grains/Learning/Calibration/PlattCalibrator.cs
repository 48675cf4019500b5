using System.Text.Json.Serialization;

namespace Kolosal.Learning.Calibration;

/// <summary>p = 1 / (1 + exp(a s + b)) of the logit s of each class against the rest; with two classes of the second alone (Platt, Advances in Large Margin Classifiers, 1999).</summary>
public sealed class PlattCalibrator : Calibrator
{
    /// <summary>Keeps the lines.</summary>
    /// <param name="a">One slope a class, or one for two classes.</param>
    /// <param name="b">As many offsets.</param>
    [JsonConstructor]
    public PlattCalibrator(ImmutableArray<double> a, ImmutableArray<double> b) =>
        (A, B) = a.Length == b.Length && a.Length is 1 or >= 3 ? (a, b)
            : throw new ArgumentException($"Need one line, or one for each of at least three classes; got {a.Length} slopes and {b.Length} offsets.");

    /// <summary>The slopes.</summary>
    public ImmutableArray<double> A { get; }

    /// <summary>The offsets.</summary>
    public ImmutableArray<double> B { get; }

    /// <inheritdoc/>
    public override void Apply(Span<double> probabilities)
    {
        if (A.Length == 1)
        {
            probabilities[1] = Sigmoid(-(A[0] * Logit(probabilities[1]) + B[0]));
            probabilities[0] = 1 - probabilities[1];
            return;
        }
        for (int k = 0; k < probabilities.Length; k++) probabilities[k] = Sigmoid(-(A[k] * Logit(probabilities[k]) + B[k]));
        Normalize(probabilities);
    }
}
