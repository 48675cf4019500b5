using Kolosal.Learning;
using Kolosal.Learning.Pipelines;
using Kolosal.Predictions;
using Kolosal.Statistics;
using Kolosal.Tabular;
using MathNet.Numerics.Distributions;

namespace Kolosal.Retraining;

/// <summary>What came of comparing two models on the same rows.</summary>
/// <param name="Rows">Rows compared.</param>
/// <param name="LeftOut">Rows left out, since one of the models had learnt from them.</param>
/// <param name="ChampionLoss">Mean loss.</param>
/// <param name="ChallengerLoss">Mean loss.</param>
/// <param name="Gain">Champion's less challenger's mean loss.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="PValue">Of the paired t test, two-sided; 1 where no pair differs.</param>
/// <param name="ChampionOnlyRight">Decisions that only the champion met.</param>
/// <param name="ChallengerOnlyRight">That only the challenger met.</param>
/// <param name="McNemarP">Of McNemar's exact test; null for regression.</param>
public sealed record HeldOutFinding(
    int Rows, int LeftOut, double ChampionLoss, double ChallengerLoss, double Gain, double Low, double High, double PValue,
    long ChampionOnlyRight, long ChallengerOnlyRight, double? McNemarP);

/// <summary>Compares two models on rows that neither has learnt from.</summary>
public static class HeldOutComparison
{
    /// <summary>With fewer rows a t test is none.</summary>
    public const int LeastRows = 30;

    private const double Coverage = 0.95;

    /// <summary>The test rows that none of the learnt ones equals, in the features of both models and the target.</summary>
    /// <param name="test">The challenger's test part.</param>
    /// <param name="learnt">The rows that the champion learnt from.</param>
    /// <param name="columns">Names of the columns to compare; those that one of the tables lacks are passed over.</param>
    public static int[] Unlearnt(Frame test, Frame learnt, IEnumerable<string> columns)
    {
        string[] common = [.. columns.Where(name => test.Schema.IndexOf(name) >= 0 && learnt.Schema.IndexOf(name) >= 0)];
        Column[] mine = [.. common.Select(name => test[name])], theirs = [.. common.Select(name => learnt[name])];
        var known = new HashSet<ulong>();
        for (int row = 0; row < learnt.Rows; row++) known.Add(Key(theirs, row));
        return [.. Enumerable.Range(0, test.Rows).Where(row => !known.Contains(Key(mine, row)))];
    }

    /// <summary>Compares two models.</summary>
    /// <param name="rows">Rows with the target, at least <see cref="LeastRows"/>.</param>
    /// <param name="leftOut">Rows that were left out before.</param>
    /// <param name="champion">Its classes are those of the challenger in any order.</param>
    /// <param name="challenger">The challenger.</param>
    /// <param name="cancel">Polled by row.</param>
    /// <exception cref="ArgumentException">There are fewer rows.</exception>
    public static HeldOutFinding Run(Frame rows, int leftOut, Scorer champion, Scorer challenger, CancellationToken cancel)
    {
        int n = rows.Rows;
        if (n < LeastRows) throw new ArgumentException($"Need at least {LeastRows} rows, got {n}.", nameof(rows));
        var problem = challenger.Problem;
        bool regression = problem.Task == LearningTask.Regression;
        double[] truth = regression ? problem.Targets(rows) : [.. problem.Labels(rows).Select(label => (double)label)];
        int[] order = regression ? [0] : [.. problem.Classes.Select(name => champion.Problem.Classes.IndexOf(name))];
        double[] one = Score(champion, rows, cancel), other = Score(challenger, rows, cancel), mapped = new double[order.Length];
        double[] losses = new double[n], otherLosses = new double[n];
        long onlyOne = 0, onlyOther = 0;
        for (int row = 0; row < n; row++)
        {
            for (int k = 0; k < order.Length; k++) mapped[k] = one[row * order.Length + order[k]];
            var said = other.AsSpan(row * order.Length, order.Length);
            if (regression)
            {
                (losses[row], otherLosses[row]) = (PairedLoss.Squared(mapped[0], truth[row]), PairedLoss.Squared(said[0], truth[row]));
                continue;
            }
            int label = (int)truth[row];
            (losses[row], otherLosses[row]) = (PairedLoss.Brier(mapped, label), PairedLoss.Brier(said, label));
            bool right = Uncertainty.Decide(mapped) == label, otherRight = Uncertainty.Decide(said) == label;
            if (right && !otherRight) onlyOne++;
            if (otherRight && !right) onlyOther++;
        }
        double first = losses.Average(), second = otherLosses.Average(), gain = first - second;
        double[] differences = [.. losses.Zip(otherLosses, (a, b) => a - b)];
        double error = Math.Sqrt(differences.Sum(d => (d - gain) * (d - gain)) / (n - 1.0) / n);
        double reach = StudentT.InvCDF(0, 1, n - 1, (1 + Coverage) / 2) * error;
        double p = error > 0 ? MeanTests.Paired(losses, otherLosses).P : gain == 0 ? 1 : 0;
        return new(n, leftOut, first, second, gain, gain - reach, gain + reach, p, onlyOne, onlyOther,
            regression ? null : ContingencyTests.McNemarExact(onlyOne, onlyOther).P);
    }

    /// <summary>Row by row, as serving does it: the tables of the two models need not have the same lists of categories.</summary>
    private static double[] Score(Scorer scorer, Frame rows, CancellationToken cancel)
    {
        Column[] columns = [.. scorer.InputSchema.Columns.Select(column => rows[column.Name])];
        var values = new RawValue[columns.Length];
        var outputs = new double[rows.Rows * scorer.Outputs];
        for (int row = 0; row < rows.Rows; row++)
        {
            cancel.ThrowIfCancellationRequested();
            for (int i = 0; i < columns.Length; i++) values[i] = RawValue.At(columns[i], row);
            scorer.Predict(new RawRow(values), outputs.AsSpan(row * scorer.Outputs, scorer.Outputs));
        }
        return outputs;
    }

    /// <summary>FNV-1a over the values. Two rows of one key are taken for the same: at worst a row too many is left out.</summary>
    private static ulong Key(Column[] columns, int row)
    {
        ulong key = 14695981039346656037;
        foreach (var column in columns)
        {
            var value = RawValue.At(column, row);
            if (value.Text is { } text)
                foreach (char c in text) key = (key ^ c) * 1099511628211;
            else key = (key ^ (value.IsMissing ? 1 : (ulong)BitConverter.DoubleToInt64Bits(value.Number))) * 1099511628211;
            key = (key ^ 0x1F) * 1099511628211;
            key ^= key >> 29;
        }
        return key;
    }
}
