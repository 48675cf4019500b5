using Kolosal.Numerics;

namespace Kolosal.Learning.Trees;

/// <summary>λMART: forces between the rows of a list that raise NDCG@k.</summary>
/// <remarks>
/// Burges, "From RankNet to LambdaRank to LambdaMART: An overview", MSR-TR-2010-82, sections 4 and 7, with σ = 1: for rows i, j of a list with grades
/// yᵢ &gt; yⱼ, ρ = 1 / (1 + exp(sᵢ − sⱼ)) and |Δ| what NDCG@k would change if the two swapped their ranks, row i is pulled up and row j pushed down
/// by λ = ρ |Δ|, and either has the second derivative ρ (1 − ρ) |Δ|. Gains are 2^y − 1, discounts 1 / log₂(rank + 1) up to rank k and 0 beyond, so
/// that pairs below rank k exert nothing. Of equal scores the row that came first in training ranks first. A list without a relevant row, or
/// whose rows are all alike, teaches nothing. There is no loss whose derivatives these are.
/// </remarks>
/// <param name="groups">The list of each row.</param>
/// <param name="cutoff">k.</param>
/// <param name="team">Works on lists.</param>
internal sealed class LambdaRankObjective(ReadOnlyMemory<int> groups, int cutoff, WorkerTeam team) : Objective
{
    /// <summary>2³⁰ and beyond would leave no room for the sums of the others.</summary>
    public const int MaxGrade = 30;

    private int[][]? lists;
    private double[] first = [], second = [];

    public override StoredLoss Stored => StoredLoss.LambdaRank;

    public override double[] BaseScores(ReadOnlySpan<double> targets, ReadOnlySpan<double> weights) => [0];

    public override void Prepare(int rows) => (first, second) = (new double[rows], new double[rows]);

    public override void Measure(BoostingProblem problem, ReadOnlySpan<int> learning)
    {
        // Rows that do not count are not in the lists either.
        lists ??= ListsOf(learning, problem.Rows);
        double[] scores = problem.Scores[0], grades = problem.Targets;
        team.Run(lists.Length, i => Pull(lists[i], grades, scores));
    }

    public override void Derivatives(int output, double[] targets, double[][] scores, int from, Span<double> g, Span<double> h)
    {
        first.AsSpan(from, g.Length).CopyTo(g);
        second.AsSpan(from, h.Length).CopyTo(h);
    }

    public override double Loss(double target, ReadOnlySpan<double> scores) =>
        throw new NotSupportedException("A ranking has no loss of a single row.");

    private int[][] ListsOf(ReadOnlySpan<int> learning, int rows)
    {
        int[] counted = learning.IsEmpty ? [.. Enumerable.Range(0, rows)] : learning.ToArray();
        return [.. counted.GroupBy(row => groups.Span[row]).Select(list => list.ToArray()).Where(list => list.Length > 1)];
    }

    private void Pull(int[] list, double[] grades, double[] scores)
    {
        int n = list.Length;
        double[] keys = new double[n], gains = new double[n], best = new double[n];
        int[] ranked = [.. Enumerable.Range(0, n)];
        for (int i = 0; i < n; i++)
        {
            keys[i] = -scores[list[i]];
            best[i] = -Gain(grades[list[i]]);
            first[list[i]] = second[list[i]] = 0;
        }
        Array.Sort(best);
        double ideal = 0;
        for (int rank = 0; rank < Math.Min(n, cutoff); rank++) ideal -= best[rank] * Discount(rank);
        if (ideal <= 0) return;

        Array.Sort(keys, ranked);
        for (int from = 0, to; from < n; from = to)
        {
            for (to = from + 1; to < n && keys[to] == keys[from]; to++) { }
            if (to - from > 1) Array.Sort(ranked, from, to - from);
        }
        for (int rank = 0; rank < n; rank++) gains[rank] = Gain(grades[list[ranked[rank]]]);
        for (int upper = 0; upper < Math.Min(n, cutoff); upper++)
            for (int lower = upper + 1; lower < n; lower++)
            {
                if (gains[upper] == gains[lower]) continue;
                double change = Math.Abs(gains[upper] - gains[lower]) * (Discount(upper) - Discount(lower)) / ideal;
                bool inOrder = gains[upper] > gains[lower];
                int better = list[ranked[inOrder ? upper : lower]], worse = list[ranked[inOrder ? lower : upper]];
                double rho = 1 / (1 + Math.Exp(scores[better] - scores[worse])), force = rho * change, curvature = rho * (1 - rho) * change;
                first[better] -= force;
                first[worse] += force;
                second[better] += curvature;
                second[worse] += curvature;
            }
    }

    private static double Gain(double grade) => Math.ScaleB(1, (int)grade) - 1;

    private double Discount(int rank) => rank < cutoff ? 1 / Math.Log2(rank + 2) : 0;
}
