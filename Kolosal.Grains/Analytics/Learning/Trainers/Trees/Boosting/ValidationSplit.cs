using Kolosal.Statistics;

namespace Kolosal.Learning.Trees;

/// <summary>Which rows trees may see, and which only judge when to stop.</summary>
/// <param name="Learning">Ascending; empty when they are all rows.</param>
/// <param name="Validation">Ascending; empty without early stopping.</param>
internal sealed record ValidationSplit(int[] Learning, int[] Validation)
{
    /// <summary>Leaves out rows of weight 0 and, with early stopping, keeps a share of each class back.</summary>
    /// <exception cref="TrainingException">There are too few rows to keep some back.</exception>
    public static ValidationSplit Of(BoostingProblem problem, GradientBoostingOptions options, ulong seed)
    {
        var weights = problem.Weights;
        if (!weights.Contains(0) && options.EarlyStoppingRounds == 0) return new([], []);

        var counted = new List<int>(problem.Rows);
        for (int row = 0; row < problem.Rows; row++)
            if (weights.IsEmpty || weights[row] > 0) counted.Add(row);
        if (options.EarlyStoppingRounds == 0) return new([.. counted], []);

        var kept = new HashSet<int>();
        var random = new SeededRandom(seed, stream: 0xE57);
        bool classes = problem.Objective is LogisticObjective or SoftmaxObjective;
        foreach (var group in counted.GroupBy(row => classes ? problem.Targets[row] : 0).OrderBy(group => group.Key))
        {
            int[] rows = [.. group];
            int share = (int)Math.Round(rows.Length * options.ValidationShare);
            for (int i = 0; i < share; i++)
            {
                int j = i + random.Next(rows.Length - i);
                (rows[i], rows[j]) = (rows[j], rows[i]);
                kept.Add(rows[i]);
            }
        }
        if (kept.Count == 0 || kept.Count == counted.Count)
            throw new TrainingException($"Early stopping keeps {options.ValidationShare:P0} of the rows to judge by, and {counted.Count} rows are "
                + "too few for that; turn it off.");
        return new([.. counted.Where(row => !kept.Contains(row))], [.. kept.Order()]);
    }
}
