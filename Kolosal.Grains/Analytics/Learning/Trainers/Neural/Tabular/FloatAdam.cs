using System.Runtime.Intrinsics;

namespace Kolosal.Learning.Neural;

/// <summary>AdamW (Loshchilov and Hutter, arXiv:1711.05101, algorithm 2) in 32-bit numbers.</summary>
/// <param name="decays">λ of each parameter, 0 for those that do not decay; as many as there are, a multiple of eight.</param>
internal sealed class FloatAdam(float[] decays)
{
    // β₂ is that of RealMLP (arXiv:2407.04491, table A.1); the rest is Kingma and Ba's.
    private const float First = 0.9f, Second = 0.95f, Floor = 1e-8f;
    private const int Vector = 8;
    private readonly float[] means = new float[decays.Length], squares = new float[decays.Length];
    private double firstPower = 1, secondPower = 1;

    /// <summary>One step down the gradient.</summary>
    public void Step(Span<float> parameters, ReadOnlySpan<float> gradient, double rate)
    {
        (firstPower, secondPower) = (firstPower * First, secondPower * Second);
        Vector256<float> size = Vector256.Create((float)(rate / (1 - firstPower))), root = Vector256.Create((float)(1 / Math.Sqrt(1 - secondPower))),
            shrink = Vector256.Create((float)rate);
        for (int p = 0; p < decays.Length; p += Vector)
        {
            Vector256<float> g = Vector256.Create(gradient.Slice(p, Vector)), w = Vector256.Create(parameters.Slice(p, Vector)),
                m = First * Vector256.Create(means, p) + (1 - First) * g, v = Second * Vector256.Create(squares, p) + (1 - Second) * (g * g);
            m.CopyTo(means, p);
            v.CopyTo(squares, p);
            w -= shrink * Vector256.Create(decays, p) * w;
            (w - size * m / (Vector256.Sqrt(v) * root + Vector256.Create(Floor))).CopyTo(parameters.Slice(p, Vector));
        }
    }
}
