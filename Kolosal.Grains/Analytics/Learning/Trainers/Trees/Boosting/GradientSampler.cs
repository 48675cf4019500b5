using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Trees;

/// <summary>Gradient-based one-side sampling: every round sees the rows that have most to learn, and a few of the others that count for
/// more.</summary>
/// <remarks>
/// Ke et al., "LightGBM: A highly efficient gradient boosting decision tree", NeurIPS 2017, algorithm 2: the share a of the rows with the largest
/// |gradient| stays, of the others the share b of all rows is drawn and multiplied with (1 − a) / b, which leaves the expectation of every sum as
/// it is. With several scores a row its |gradients| are added up. Unlike the algorithm's, the draw takes each row by itself with probability
/// b / (1 − a), by its number and the round's, so that it does not depend on how rows are spread over threads; of rows with one and the same gradient
/// at the edge the ones to stay are drawn, too, because their order may mean something.
/// </remarks>
internal sealed class GradientSampler
{
    private const int BlockRows = 1024; // a piece of parallel work; two blocks of doubles are half of a first-level cache

    // The sign, the exponent and the first four bits of the mantissa: few enough to count, and one count holds a sixteenth of an octave.
    private const int KeyShift = 48, Keys = 1 << (64 - KeyShift);

    private readonly int[] learning, drawn;
    private readonly int candidates;
    private readonly double top, other;
    private readonly ulong seed;
    private readonly WorkerTeam team;
    private readonly double[] sizes;   // Σ |gradient| of each candidate
    private readonly double[] factors; // of each row

    /// <param name="learning">The rows that trees may see, ascending, or empty for all.</param>
    /// <param name="rows">The number of rows there are.</param>
    /// <param name="options">The two shares.</param>
    /// <param name="seed">Of the draws.</param>
    /// <param name="team">Works on blocks of rows.</param>
    public GradientSampler(int[] learning, int rows, GradientBoostingOptions options, ulong seed, WorkerTeam team)
    {
        (this.learning, this.seed, this.team, top, other) = (learning, seed, team, options.TopShare, options.OtherShare);
        candidates = learning.Length > 0 ? learning.Length : rows;
        (sizes, factors, drawn) = (new double[candidates], new double[rows], new int[candidates]);
    }

    /// <summary>Draws the rows of a round and tells the problem what they count.</summary>
    /// <param name="round">Which round.</param>
    /// <param name="problem">Its derivatives are measured, and its factors set.</param>
    /// <returns>Ascending, never empty.</returns>
    public ReadOnlySpan<int> Draw(int round, BoostingProblem problem)
    {
        problem.SetFactors([], 1);
        Measure(problem);
        var (edge, share) = Edge((int)Math.Ceiling(top * candidates));
        double factor = (1 - top) / other, rest = other / (1 - top);
        ulong ties = SeededRandom.Derive(seed ^ 0x60551, (ulong)round), others = SeededRandom.Derive(seed ^ 0x60552, (ulong)round);
        int blocks = (candidates + BlockRows - 1) / BlockRows;
        int[] counts = new int[blocks];
        team.Run(blocks, block =>
        {
            int count = 0, first = block * BlockRows;
            for (int i = first; i < Math.Min(candidates, first + BlockRows); i++)
            {
                int row = Row(i);
                bool stays = sizes[i] > edge || (sizes[i] == edge && RowSampler.Place(row, ties) < share);
                factors[row] = stays ? 1 : factor;
                if (stays || RowSampler.Place(row, others) < rest) drawn[first + count++] = row;
            }
            counts[block] = count;
        });
        int total = 0;
        for (int block = 0; block < blocks; block++)
        {
            Array.Copy(drawn, block * BlockRows, drawn, total, counts[block]);
            total += counts[block];
        }
        if (total == 0) drawn[total++] = Row(0);
        problem.SetFactors(factors, factor);
        return drawn.AsSpan(0, total);
    }

    private int Row(int candidate) => learning.Length > 0 ? learning[candidate] : candidate;

    private void Measure(BoostingProblem problem)
    {
        int blocks = (problem.Rows + BlockRows - 1) / BlockRows;
        var all = learning.Length > 0 ? new double[problem.Rows] : sizes;
        Array.Clear(all);
        team.Run(blocks, block =>
        {
            int from = block * BlockRows, count = Math.Min(BlockRows, problem.Rows - from);
            Span<double> g = stackalloc double[count], h = stackalloc double[count];
            for (int k = 0; k < problem.Objective.Scores; k++)
            {
                problem.WeightedDerivatives(k, from, g, h);
                for (int i = 0; i < count; i++) all[from + i] += Math.Abs(g[i]);
            }
        });
        for (int i = 0; i < learning.Length; i++) sizes[i] = all[learning[i]];
    }

    /// <summary>The size of the n-th largest row, and the probability with which rows of that very size belong to the n.</summary>
    private (double Edge, double Share) Edge(int n)
    {
        if (n == 0) return (double.PositiveInfinity, 0);
        var counts = new int[Keys];
        foreach (double size in sizes) counts[Key(size)]++;
        int key = Keys - 1, above = 0;
        while (above + counts[key] < n) above += counts[key--];
        double[] at = [.. sizes.Where(size => Key(size) == key)];
        Array.Sort(at);
        double edge = at[at.Length - (n - above)];
        int larger = above + at.Count(size => size > edge), same = at.Count(size => size == edge);
        return (edge, (double)(n - larger) / same);
    }

    // Of numbers not below 0 the bits are in the order of the numbers.
    private static int Key(double size) => (int)(BitConverter.DoubleToUInt64Bits(size) >> KeyShift);
}
