using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Neural;

/// <summary>One member's way through a batch and back: its buffers, and the gradient of its own loss by what is shared and by what is its
/// own.</summary>
/// <remarks>Members have passes of their own and touch nothing of each other, so any number of threads may work on them.</remarks>
internal sealed class MemberPass
{
    private const int Vector = 8, Chances = 256, BytesPerDraw = sizeof(ulong);
    private readonly TabularShape shape;
    private readonly float[][] inputs, scaled, products, kept;
    private readonly float[] slopes, back, scores, scoreSlopes;
    private readonly int chance;
    private readonly double smoothing;

    /// <param name="shape">Of the network.</param>
    /// <param name="batch">Rows at most.</param>
    /// <param name="dropout">Share of hidden values set to 0 in training, to 1/256.</param>
    /// <param name="smoothing">Of labels.</param>
    public MemberPass(TabularShape shape, int batch, double dropout, double smoothing)
    {
        (this.shape, this.smoothing, chance) = (shape, smoothing, (int)Math.Round(dropout * Chances));
        inputs = [.. Enumerable.Range(0, shape.Layers + 1).Select(l => new float[batch * (l == shape.Layers ? shape.Units : shape.InputsOf(l))])];
        scaled = [.. Enumerable.Range(0, shape.Layers).Select(l => new float[batch * shape.InputsOf(l)])];
        products = [.. Enumerable.Range(0, shape.Layers).Select(_ => new float[batch * shape.Units])];
        kept = [.. Enumerable.Range(0, shape.Layers).Select(_ => chance > 0 ? new float[batch * shape.Units] : [])];
        int widest = batch * Math.Max(shape.Width, shape.Units);
        (slopes, back) = (new float[widest], new float[widest]);
        (scores, scoreSlopes) = (new float[batch * shape.Outputs], new float[batch * shape.Outputs]);
        Gradient = new float[shape.Shared + shape.MemberLength];
    }

    /// <summary>Of the last <see cref="Learn"/>: the shared part by knots of the table, then the member's own.</summary>
    public float[] Gradient { get; }

    /// <summary>Scores of the last rows, row by row.</summary>
    public ReadOnlySpan<float> Scores => scores;

    /// <summary>Scores rows as the trained network does.</summary>
    public void Predict(TabularRows rows, ReadOnlySpan<int> chosen, ReadOnlySpan<float> parameters, ReadOnlySpan<float> knots, int member)
    {
        var none = default(SeededRandom);
        Forward(rows, chosen, parameters, knots, member, training: false, ref none);
    }

    /// <summary>The loss of rows, Σ wᵢ lᵢ / <paramref name="total"/>; its gradient goes to <see cref="Gradient"/>.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="chosen">The batch.</param>
    /// <param name="parameters">Of the network.</param>
    /// <param name="knots">Of its table.</param>
    /// <param name="transposed">W of each layer, transposed.</param>
    /// <param name="member">Which.</param>
    /// <param name="total">What the sum of losses is divided by.</param>
    /// <param name="random">Draws what is dropped.</param>
    public double Learn(TabularRows rows, ReadOnlySpan<int> chosen, ReadOnlySpan<float> parameters, ReadOnlySpan<float> knots, float[][] transposed,
        int member, double total, ref SeededRandom random)
    {
        Forward(rows, chosen, parameters, knots, member, training: true, ref random);
        double loss = 0;
        int outputs = shape.Outputs;
        for (int i = 0; i < chosen.Length; i++)
        {
            var slope = scoreSlopes.AsSpan(i * outputs, outputs);
            double share = rows.Weights[chosen[i]] / total;
            loss += share * TabularLoss.Of(scores.AsSpan(i * outputs, outputs), rows.Targets[chosen[i]], rows.Classes, smoothing, slope);
            foreach (ref float value in slope) value *= (float)share;
        }
        Backward(rows, chosen, parameters[shape.MemberOf(member)], transposed);
        return loss;
    }

    private void Forward(TabularRows rows, ReadOnlySpan<int> chosen, ReadOnlySpan<float> parameters, ReadOnlySpan<float> knots, int member,
        bool training, ref SeededRandom random)
    {
        var own = parameters[shape.MemberOf(member)];
        for (int i = 0; i < chosen.Length; i++) shape.Embed(rows.Row(chosen[i]), knots, inputs[0].AsSpan(i * shape.Width, shape.Width));
        for (int l = 0; l < shape.Layers; l++)
        {
            int width = shape.InputsOf(l), units = shape.Units;
            for (int i = 0; i < chosen.Length; i++)
                TensorPrimitives.Multiply(inputs[l].AsSpan(i * width, width), own[shape.InputScales(l)], scaled[l].AsSpan(i * width, width));
            FloatMatrix.Multiply(scaled[l], width, 1, parameters[shape.WeightsOf(l)], products[l], chosen.Length, width, units);
            var hidden = inputs[l + 1].AsSpan(0, chosen.Length * units);
            Activate(products[l].AsSpan(0, hidden.Length), own[shape.OutputScales(l)], own[shape.Offsets(l)], hidden);
            if (!training || chance == 0) continue;
            var factors = kept[l].AsSpan(0, hidden.Length);
            Drop(factors, ref random);
            TensorPrimitives.Multiply(hidden, factors, hidden);
        }
        for (int i = 0; i < chosen.Length; i++)
            Answer(shape, inputs[^1].AsSpan(i * shape.Units, shape.Units), own, scores.AsSpan(i * shape.Outputs, shape.Outputs));
    }

    /// <summary>A member's scores of one row; scoring takes the same way.</summary>
    internal static void Answer(TabularShape shape, ReadOnlySpan<float> hidden, ReadOnlySpan<float> own, Span<float> to)
    {
        for (int k = 0; k < to.Length; k++) to[k] = FloatMatrix.Dot(hidden, own[shape.Head(k)]) + own[shape.HeadOffset(k)];
    }

    /// <summary>relu(product ∘ s + b), row by row.</summary>
    internal static void Activate(ReadOnlySpan<float> products, ReadOnlySpan<float> scales, ReadOnlySpan<float> offsets, Span<float> hidden)
    {
        for (int from = 0; from < products.Length; from += scales.Length)
        {
            for (int u = 0; u < scales.Length; u += Vector)
            {
                var sum = Vector256.FusedMultiplyAdd(Vector256.Create(products.Slice(from + u, Vector)), Vector256.Create(scales.Slice(u, Vector)),
                    Vector256.Create(offsets.Slice(u, Vector)));
                Vector256.Max(sum, Vector256<float>.Zero).CopyTo(hidden.Slice(from + u, Vector));
            }
        }
    }

    private void Drop(Span<float> factors, ref SeededRandom random)
    {
        float factor = (float)Chances / (Chances - chance);
        for (int i = 0; i < factors.Length; i += BytesPerDraw)
        {
            ulong bits = random.NextUInt64();
            for (int j = 0; j < BytesPerDraw; j++, bits >>= 8) factors[i + j] = (byte)bits < chance ? 0 : factor;
        }
    }

    private void Backward(TabularRows rows, ReadOnlySpan<int> chosen, ReadOnlySpan<float> own, float[][] transposed)
    {
        int units = shape.Units, count = chosen.Length;
        Array.Clear(Gradient, 0, shape.TableLength);
        var gradient = Gradient.AsSpan(shape.Shared);
        gradient.Clear();
        var dh = back.AsSpan(0, count * units);
        dh.Clear();
        for (int i = 0; i < count; i++)
        {
            for (int k = 0; k < shape.Outputs; k++)
            {
                float slope = scoreSlopes[i * shape.Outputs + k];
                FloatMatrix.AddScaled(slope, inputs[^1].AsSpan(i * units, units), gradient[shape.Head(k)]);
                gradient[shape.HeadOffset(k)] += slope;
                FloatMatrix.AddScaled(slope, own[shape.Head(k)], dh.Slice(i * units, units));
            }
        }
        for (int l = shape.Layers - 1; l >= 0; l--)
        {
            int width = shape.InputsOf(l);
            dh = back.AsSpan(0, count * units);
            if (chance > 0) TensorPrimitives.Multiply(dh, kept[l].AsSpan(0, dh.Length), dh);
            var du = slopes.AsSpan(0, count * units);
            Deactivate(dh, inputs[l + 1], products[l], own[shape.OutputScales(l)], du, gradient[shape.OutputScales(l)], gradient[shape.Offsets(l)]);
            FloatMatrix.Multiply(scaled[l], 1, width, du, Gradient.AsSpan()[shape.WeightsOf(l)], width, count, units);
            var dx = back.AsSpan(0, count * width);
            FloatMatrix.Multiply(du, units, 1, transposed[l], dx, count, units, width);
            Rescale(dx, inputs[l], own[shape.InputScales(l)], gradient[shape.InputScales(l)]);
        }
        for (int i = 0; i < count; i++) shape.EmbedBack(rows.Row(chosen[i]), back.AsSpan(i * shape.Width, shape.Width), Gradient);
    }

    /// <summary>From the slope by hidden values to that by the products, and on the way those by s and b.</summary>
    private static void Deactivate(ReadOnlySpan<float> dh, ReadOnlySpan<float> hidden, ReadOnlySpan<float> products, ReadOnlySpan<float> scales,
        Span<float> du, Span<float> byScales, Span<float> byOffsets)
    {
        for (int from = 0; from < dh.Length; from += scales.Length)
        {
            for (int u = 0; u < scales.Length; u += Vector)
            {
                int at = from + u;
                var open = Vector256.GreaterThan(Vector256.Create(hidden.Slice(at, Vector)), Vector256<float>.Zero);
                var slope = Vector256.Create(dh.Slice(at, Vector)) & open;
                Vector256.FusedMultiplyAdd(slope, Vector256.Create(products.Slice(at, Vector)), Vector256.Create(byScales.Slice(u, Vector)))
                    .CopyTo(byScales.Slice(u, Vector));
                (Vector256.Create(byOffsets.Slice(u, Vector)) + slope).CopyTo(byOffsets.Slice(u, Vector));
                (slope * Vector256.Create(scales.Slice(u, Vector))).CopyTo(du.Slice(at, Vector));
            }
        }
    }

    /// <summary>From the slope by x ∘ r to that by x, in place, and on the way that by r.</summary>
    private static void Rescale(Span<float> dx, ReadOnlySpan<float> x, ReadOnlySpan<float> scales, Span<float> byScales)
    {
        for (int from = 0; from < dx.Length; from += scales.Length)
        {
            for (int u = 0; u < scales.Length; u += Vector)
            {
                int at = from + u;
                var slope = Vector256.Create(dx.Slice(at, Vector));
                Vector256.FusedMultiplyAdd(slope, Vector256.Create(x.Slice(at, Vector)), Vector256.Create(byScales.Slice(u, Vector)))
                    .CopyTo(byScales.Slice(u, Vector));
                (slope * Vector256.Create(scales.Slice(u, Vector))).CopyTo(dx.Slice(at, Vector));
            }
        }
    }
}
