using System.Text.Json.Serialization;

namespace Kolosal.Learning.Uncertainty;

/// <summary>What turns a model's outputs into intervals or sets of a promised coverage; immutable, thread-safe, written as JSON.</summary>
/// <remarks>
/// The promise P(y ∈ C(x)) ≥ 1 − α holds for any model when calibration rows and new rows are
/// exchangeable (Vovk, Gammerman and Shafer 2005). It is an average over rows, not a promise for each.
/// </remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(IntervalConformalizer), "interval")]
[JsonDerivedType(typeof(CrossConformalizer), "cross")]
[JsonDerivedType(typeof(SetConformalizer), "set")]
public abstract class Conformalizer
{
    private protected Conformalizer() { }
}
