using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using Kolosal.Numerics;

namespace Kolosal.Learning.Trees;

/// <summary>The derivatives of all rows as integers, ready to be summed in any order, and what one unit is worth.</summary>
/// <remarks>
/// <para>Sums over all rows must fit: narrow words leave 32 bits for each of Σg (signed) and Σh, so a row has 31 − log₂
/// n bits, at most 15, rounded at random up or down with the right expectation (stochastic rounding, cf. Shi et al.,
/// "Quantized Training of Gradient Boosting Decision Trees", arXiv:2207.09682). At a million rows that is 11 bits; the
/// rounding noise of a leaf of m rows is below √m / 4000 of the largest gradient, far under its sampling noise.</para>
/// <para>Wide words are for up to 65,536 rows: Σg within 2⁵² and Σh within 2⁴³ units,
/// both exact in a double, with the row count in the 20 bits below h.</para>
/// </remarks>
internal sealed unsafe class QuantisedGradients
{
    /// <summary>More rows than this are narrow.</summary>
    public const int MaxWideRows = 1 << 16;

    /// <summary>The bits of the count below the second derivative of a wide word.</summary>
    public const int CountBits = 20;

    // Two blocks of doubles are 16 KiB, half of a first-level cache.
    private const int BlockRows = 1024;
    private readonly int[] narrow = [];
    private readonly long[] wide = [];

    /// <param name="rows">The number of rows.</param>
    /// <param name="isWide">Which words.</param>
    public QuantisedGradients(int rows, bool isWide)
    {
        IsWide = isWide;
        if (isWide) wide = GC.AllocateArray<long>(2 * rows, pinned: true);
        else narrow = GC.AllocateArray<int>(rows, pinned: true);
    }

    /// <summary>Whether a row has two 64-bit words.</summary>
    public bool IsWide { get; }

    /// <summary>One unit of a gradient sum.</summary>
    public double GradientUnit { get; private set; } = 1;

    /// <summary>One unit of a hessian sum.</summary>
    public double HessianUnit { get; private set; } = 1;

    /// <summary>The words of row 0.</summary>
    public void* Words
    {
        get
        {
            if (!IsWide) return System.Runtime.CompilerServices.Unsafe.AsPointer(
                ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(narrow));
            return System.Runtime.CompilerServices.Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(wide));
        }
    }

    /// <summary>Quantises the derivatives of all rows in one raw score.</summary>
    /// <param name="problem">Targets, weights, scores.</param>
    /// <param name="output">Which raw score.</param>
    /// <param name="seen">How many of the rows are summed at most.</param>
    /// <param name="key">Chooses the rounding; a function of seed, round and output.</param>
    /// <param name="team">Works on blocks of rows.</param>
    /// <param name="cancel">Polled for every block.</param>
    public void Quantise(BoostingProblem problem, int output, int seen, uint key, WorkerTeam team, CancellationToken cancel)
    {
        int rows = problem.Rows, blocks = (rows + BlockRows - 1) / BlockRows;
        double maxGradient = problem.Objective.GradientBound * problem.MaxWeight, maxHessian = problem.Objective.HessianBound * problem.MaxWeight;
        if (double.IsNaN(maxGradient) || double.IsNaN(maxHessian)) (maxGradient, maxHessian) = Max(problem, output, blocks, team, cancel);
        if (!(maxGradient > 0)) maxGradient = 1;
        if (!(maxHessian > 0)) maxHessian = 1;

        double gUnits, hUnits;
        if (IsWide)
        {
            gUnits = Math.ScaleB(1, 51 - Math.ILogB(maxGradient * rows));
            hUnits = Math.ScaleB(1, 62 - CountBits - Math.ILogB(maxHessian * rows) - 1);
        }
        else
        {
            gUnits = Math.Min(short.MaxValue - 1, int.MaxValue / seen - 1) / maxGradient;
            hUnits = Math.Min(ushort.MaxValue - 1, uint.MaxValue / seen - 1) / maxHessian;
        }
        (GradientUnit, HessianUnit) = (1 / gUnits, 1 / hUnits);

        team.Run(blocks, block =>
        {
            if ((block & 15) == 0) cancel.ThrowIfCancellationRequested();
            int from = block * BlockRows, count = Math.Min(BlockRows, rows - from);
            Span<double> g = stackalloc double[BlockRows], h = stackalloc double[BlockRows];
            problem.WeightedDerivatives(output, from, g[..count], h[..count]);
            if (IsWide) RoundToNearest(from, g[..count], h[..count], gUnits, hUnits);
            else RoundAtRandom(from, g, h, count, (float)gUnits, (float)hUnits, key);
        });
    }

    /// <summary>The sums over the rows of a tree before it is split; the count is left at 0.</summary>
    public NodeSums Sum(RowPartition partition, WorkerTeam team)
    {
        int rows = partition.Count, blocks = (rows + BlockRows - 1) / BlockRows;
        long gradient = 0, hessian = 0;
        team.Run(blocks, block =>
        {
            long g = 0, h = 0;
            foreach (int row in partition.Of(block * BlockRows, Math.Min(BlockRows, rows - block * BlockRows)))
            {
                g += IsWide ? wide[2 * row] : narrow[row] >> 16;
                h += IsWide ? wide[2 * row + 1] >> CountBits : narrow[row] & 0xFFFF;
            }
            Interlocked.Add(ref gradient, g);
            Interlocked.Add(ref hessian, h);
        });
        return new(gradient, hessian, 0);
    }

    private static (double G, double H) Max(BoostingProblem problem, int output, int blocks, WorkerTeam team, CancellationToken cancel)
    {
        var g = new double[blocks];
        var h = new double[blocks];
        team.Run(blocks, block =>
        {
            if ((block & 15) == 0) cancel.ThrowIfCancellationRequested();
            int from = block * BlockRows, count = Math.Min(BlockRows, problem.Rows - from);
            Span<double> first = stackalloc double[count], second = stackalloc double[count];
            problem.WeightedDerivatives(output, from, first, second);
            g[block] = Math.Abs(TensorPrimitives.MaxMagnitude<double>(first));
            h[block] = TensorPrimitives.Max<double>(second);
        });
        double maxGradient = TensorPrimitives.Max<double>(g), maxHessian = TensorPrimitives.Max<double>(h);
        return double.IsFinite(maxGradient) && double.IsFinite(maxHessian) ? (maxGradient, maxHessian)
            : throw new TrainingException("The gradients left the range of numbers; lower the learning rate or scale the targets.");
    }

    private void RoundToNearest(int from, ReadOnlySpan<double> g, ReadOnlySpan<double> h, double gUnits, double hUnits)
    {
        for (int i = 0; i < g.Length; i++)
        {
            wide[2 * (from + i)] = (long)Math.Round(g[i] * gUnits);
            wide[2 * (from + i) + 1] = ((long)Math.Round(h[i] * hUnits) << CountBits) + 1;
        }
    }

    private void RoundAtRandom(int from, Span<double> g, Span<double> h, int count, float gUnits, float hUnits, uint key)
    {
        // The tail of the last block is computed with the rest and not stored, so that every row goes through the same instructions.
        g[count..].Clear();
        h[count..].Clear();
        Span<int> words = stackalloc int[BlockRows];
        var lane = Vector512<uint>.Indices;
        for (int i = 0; i < count; i += 16)
        {
            var bits = Mix(Vector512.Create((uint)(from + i)) + lane + Vector512.Create(key));
            var up = Vector512.ConvertToSingle((bits & Vector512.Create(0xFFFFu)).AsInt32()) * (1f / 65536);
            var down = Vector512.ConvertToSingle((bits >>> 16).AsInt32()) * (1f / 65536);
            var gRow = Vector512.Narrow(Vector512.Create<double>(g.Slice(i, 8)), Vector512.Create<double>(g.Slice(i + 8, 8))) * gUnits + up;
            var hRow = Vector512.Narrow(Vector512.Create<double>(h.Slice(i, 8)), Vector512.Create<double>(h.Slice(i + 8, 8))) * hUnits + down;
            var word = Vector512.ConvertToInt32(Vector512.Floor(gRow)) << 16 | Vector512.ConvertToInt32(Vector512.Floor(hRow));
            word.CopyTo(words[i..]);
        }
        words[..count].CopyTo(narrow.AsSpan(from));
    }

    // The finaliser "lowbias32" of Wellons, hash-prospector: every input bit moves every output bit with probability near ½.
    private static Vector512<uint> Mix(Vector512<uint> x)
    {
        x ^= x >>> 16;
        x *= Vector512.Create(0x7FEB352Du);
        x ^= x >>> 15;
        x *= Vector512.Create(0x846CA68Bu);
        return x ^ x >>> 16;
    }
}
