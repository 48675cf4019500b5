using System.Buffers;
using System.Text.Json.Serialization;

namespace Kolosal.Learning.Uncertainty;

/// <summary>How strange a class is for a row.</summary>
public enum SetScore
{
    /// <summary>1 − p of the class: the smallest sets on average; may be empty (Sadinle, Lei and Wasserman, JASA 114, 2019).</summary>
    Lac,

    /// <summary>
    /// Probability of the classes at least as likely, the class included: sets that grow
    /// where the row is harder (Romano, Sesia and Candès, NeurIPS 2020, equation 5).
    /// </summary>
    Aps,

    /// <summary>APS + λ · (rank − k)₊: the long tail of unlikely classes is kept out
    /// (Angelopoulos, Bates, Malik and Jordan, ICLR 2021, arXiv:2009.14193, equation 4).</summary>
    Raps,
}

/// <summary>Conformal sets of classes, overall, by group, or by class.</summary>
/// <remarks>
/// APS and RAPS go without the papers' random term: the same row always gets the same set, never empty, and
/// coverage is at least (not about) the promise. By class (Vovk, Gammerman and Shafer 2005, section 4.5),
/// each class is judged by the bound of its own calibration rows, so the promise holds for rare ones, too.
/// </remarks>
public sealed class SetConformalizer : Conformalizer
{
    // Numbers that fit on the stack; more are rented.
    private const int FewClasses = 64;

    /// <summary>Keeps fitted scores.</summary>
    /// <param name="score">How strangeness is measured.</param>
    /// <param name="scores">Of all calibration rows; they also serve groups not seen in calibration.</param>
    /// <param name="groups">The scores of each group, empty when there are none.</param>
    /// <param name="classes">The scores of the rows of each class, empty when the bound is common.</param>
    /// <param name="penalty">λ of RAPS, 0 or more.</param>
    /// <param name="freeRanks">k of RAPS, 0 or more.</param>
    [JsonConstructor]
    public SetConformalizer(SetScore score, ConformalScores scores, ImmutableSortedDictionary<string, ConformalScores> groups,
        ImmutableArray<ConformalScores> classes, double penalty, int freeRanks)
    {
        Require.NotNegative(penalty);
        ArgumentOutOfRangeException.ThrowIfNegative(freeRanks);
        (Score, Scores, Groups, Classes, Penalty, FreeRanks) = (score, scores, groups, classes, penalty, freeRanks);
    }

    /// <summary>How strangeness is measured.</summary>
    public SetScore Score { get; }

    /// <summary>The scores of all calibration rows.</summary>
    public ConformalScores Scores { get; }

    /// <summary>The scores of each group.</summary>
    public ImmutableSortedDictionary<string, ConformalScores> Groups { get; }

    /// <summary>The scores of the rows of each class; empty when the bound is common.</summary>
    public ImmutableArray<ConformalScores> Classes { get; }

    /// <summary>λ of RAPS.</summary>
    public double Penalty { get; }

    /// <summary>k of RAPS.</summary>
    public int FreeRanks { get; }

    /// <summary>Fits one bound for all rows, and with groups one for each.</summary>
    /// <param name="labels">The class of each held-out row, at least one.</param>
    /// <param name="probabilities">rows × classes, row-major.</param>
    /// <param name="score">How strangeness is measured.</param>
    /// <param name="groups">The group of each row, or empty.</param>
    /// <param name="byClass">Whether each class is judged by its own rows; not together with groups.</param>
    /// <param name="penalty">λ of RAPS. Default: 0.1.</param>
    /// <param name="freeRanks">k of RAPS. Default: 2.</param>
    /// <param name="most">How many scores to keep, see <see cref="ConformalScores"/>.</param>
    public static SetConformalizer Fit(ReadOnlySpan<int> labels, ReadOnlySpan<double> probabilities, SetScore score = SetScore.Aps,
        ReadOnlySpan<string> groups = default,
        bool byClass = false, double penalty = 0.1, int freeRanks = 2, int most = int.MaxValue)
    {
        if (labels.IsEmpty || probabilities.Length % labels.Length != 0)
            throw new ArgumentException($"{probabilities.Length} probabilities do not make {labels.Length} rows.", nameof(probabilities));
        if (byClass && !groups.IsEmpty) throw new ArgumentException("Bounds are by group or by class, not both.", nameof(byClass));
        int classes = probabilities.Length / labels.Length;
        if (score != SetScore.Raps) (penalty, freeRanks) = (0, 0);
        double[] scores = new double[labels.Length], ofRow = new double[classes];
        for (int row = 0; row < scores.Length; row++)
        {
            if ((uint)labels[row] >= (uint)classes)
                throw new ArgumentException($"Labels go from 0 to {classes - 1}, got {labels[row]}.", nameof(labels));
            Measure(score, penalty, freeRanks, probabilities.Slice(row * classes, classes), ofRow);
            scores[row] = ofRow[labels[row]];
        }
        int[] given = labels.ToArray();
        var parts = byClass ? Enumerable.Range(0, classes).Select(k => ConformalScores.From([.. scores.Where((_, row) => given[row] == k)], most))
            : [];
        return new(score, ConformalScores.From(scores, most), IntervalConformalizer.ByGroup(scores, groups, most), [.. parts], penalty, freeRanks);
    }

    /// <summary>The set of a row.</summary>
    /// <param name="probabilities">One a class.</param>
    /// <param name="alpha">The share of rows that may miss.</param>
    /// <param name="members">Receives for each class whether it is in the set.</param>
    /// <param name="group">The row's group, or null.</param>
    /// <returns>The size of the set: 1 is a clear answer, 0 (LAC alone) says that no class fits, many that the model does not know.</returns>
    public int At(ReadOnlySpan<double> probabilities, double alpha, Span<bool> members, string? group = null)
    {
        if (!Classes.IsEmpty && probabilities.Length != Classes.Length)
            throw new ArgumentException($"Need {Classes.Length} probabilities, got {probabilities.Length}.", nameof(probabilities));
        int classes = probabilities.Length, size = 0, likeliest = 0;
        double[]? rented = classes > FewClasses ? ArrayPool<double>.Shared.Rent(classes) : null;
        Span<double> scores = rented is null ? stackalloc double[classes] : rented.AsSpan(0, classes);
        Measure(Score, Penalty, FreeRanks, probabilities, scores);
        double common = (group is not null && Groups.TryGetValue(group, out var own) ? own : Scores).Bound(alpha);
        for (int k = 0; k < classes; k++)
        {
            members[k] = scores[k] <= (Classes.IsEmpty ? common : Classes[k].Bound(alpha));
            if (members[k]) size++;
            if (probabilities[k] > probabilities[likeliest]) likeliest = k;
        }
        if (rented is not null) ArrayPool<double>.Shared.Return(rented);
        if (size > 0 || Score == SetScore.Lac) return size;
        members[likeliest] = true;
        return 1;
    }

    /// <summary>The score of every class of a row; of equal probabilities the earlier class comes first.</summary>
    private static void Measure(SetScore score, double penalty, int freeRanks, ReadOnlySpan<double> probabilities, Span<double> scores)
    {
        if (score == SetScore.Lac)
        {
            for (int k = 0; k < scores.Length; k++) scores[k] = 1 - probabilities[k];
            return;
        }
        int[]? rented = scores.Length > FewClasses ? ArrayPool<int>.Shared.Rent(scores.Length) : null;
        Span<int> order = rented is null ? stackalloc int[scores.Length] : rented.AsSpan(0, scores.Length);
        for (int k = 0; k < order.Length; k++)
        {
            order[k] = k;
            scores[k] = -probabilities[k];
        }
        // Keys with equal values keep no order in Sort; an insertion by (value, class) does, and classes are few.
        for (int i = 1; i < order.Length; i++)
        {
            int moved = order[i], at = i;
            for (; at > 0 && scores[order[at - 1]] > scores[moved]; at--) order[at] = order[at - 1];
            order[at] = moved;
        }
        double mass = 0;
        for (int rank = 0; rank < order.Length; rank++)
        {
            mass += probabilities[order[rank]];
            scores[order[rank]] = mass + penalty * Math.Max(0, rank + 1 - freeRanks);
        }
        if (rented is not null) ArrayPool<int>.Shared.Return(rented);
    }
}
