using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Trees;

/// <summary>The rows that each round of boosting sees.</summary>
internal sealed class RowSampler
{
    private const int BlockRows = 4096; // a piece of parallel work

    // From here on 2 to the depth is at least the largest limit on leaves, 65,536.
    private const int MaxCountedDepth = 16;

    private readonly int[] learning;
    private readonly int rows;
    private readonly double share;
    private readonly ulong seed;
    private readonly WorkerTeam team;
    private int[]? drawn;

    /// <param name="learning">The rows that trees may see, ascending, or empty for all.</param>
    /// <param name="rows">The number of rows there are.</param>
    /// <param name="options">How many rows a round sees.</param>
    /// <param name="information">What a mean row tells as a share of the most telling one, see <see cref="Objective.RelativeInformation"/>.</param>
    /// <param name="seed">Of the draws.</param>
    /// <param name="team">Works on blocks of rows.</param>
    public RowSampler(int[] learning, int rows, GradientBoostingOptions options, double information, ulong seed, WorkerTeam team)
    {
        (this.learning, this.rows, this.seed, this.team) = (learning, rows, seed, team);
        share = Share(options, information, Candidates);
    }

    /// <summary>Whether every round sees all rows that trees may see.</summary>
    public bool SeesAll => share >= 1;

    private int Candidates => learning.Length > 0 ? learning.Length : rows;

    /// <summary>The rows of a round, ascending; empty for all rows there are.</summary>
    /// <remarks>Each row is drawn by its own number and the round's, so that the draw does not depend on how rows are spread over threads.</remarks>
    public ReadOnlySpan<int> Draw(int round)
    {
        if (SeesAll) return learning;
        ulong stream = SeededRandom.Derive(seed ^ 0x5A4D91E, (ulong)round), limit = (ulong)(share * ulong.MaxValue);
        int candidates = Candidates, blocks = (candidates + BlockRows - 1) / BlockRows;
        drawn ??= new int[blocks * BlockRows];
        int[] chosen = drawn, counts = new int[blocks];
        team.Run(blocks, block =>
        {
            int count = 0, first = block * BlockRows;
            for (int i = first; i < Math.Min(candidates, first + BlockRows); i++)
            {
                int row = learning.Length > 0 ? learning[i] : i;
                chosen[first + count] = row;
                if (IsDrawn(row, stream, limit)) count++;
            }
            counts[block] = count;
        });
        int total = 0;
        for (int block = 0; block < blocks; block++)
        {
            Array.Copy(chosen, block * BlockRows, chosen, total, counts[block]);
            total += counts[block];
        }
        if (total > 0) return chosen.AsSpan(0, total);
        chosen[0] = learning.Length > 0 ? learning[0] : 0;
        return chosen.AsSpan(0, 1);
    }

    private static double Share(GradientBoostingOptions options, double information, int candidates)
    {
        if (options.MaxRowsPerLeaf == 0) return options.RowSample;
        double leaves = options.Growth == TreeGrowth.Symmetric ? 1 << options.SymmetricDepth
            : options.MaxDepth is > 0 and < MaxCountedDepth ? Math.Min(options.MaxLeaves, 1 << options.MaxDepth) : options.MaxLeaves;
        double maxRows = Math.Max(QuantisedGradients.MaxWideRows, options.MaxRowsPerLeaf * leaves) / information;
        return Math.Min(options.RowSample, maxRows / candidates);
    }

    /// <summary>A row's place in [0, 1] in one stream of numbers, evenly spread.</summary>
    public static double Place(int row, ulong stream) => Hash(row, stream) * (1.0 / ulong.MaxValue);

    private static bool IsDrawn(int row, ulong stream, ulong limit) => Hash(row, stream) <= limit;

    // The finaliser of SplitMix64 (Steele et al., OOPSLA 2014).
    private static ulong Hash(int row, ulong stream)
    {
        ulong z = stream + (ulong)row * 0x9E3779B97F4A7C15UL;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ z >> 27) * 0x94D049BB133111EBUL;
        return z ^ z >> 31;
    }
}
