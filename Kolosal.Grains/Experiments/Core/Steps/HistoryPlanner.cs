using Kolosal.Learning.Preprocessing.History;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>What a run is asked to tell its model of the rows before a row.</summary>
/// <param name="Columns">Columns of numbers; null for the target alone.</param>
/// <param name="Lags">Rows back, ≥ 1 each; null for 1, or none where there are windows.</param>
/// <param name="Windows">Rows of a window, ≥ 2 each; null for none.</param>
/// <param name="Statistics">mean, min, max or sd of a window; null for all.</param>
public sealed record HistoryWish(
    ImmutableArray<string>? Columns = null, ImmutableArray<int>? Lags = null, ImmutableArray<int>? Windows = null,
    ImmutableArray<string>? Statistics = null);

/// <summary>Fixes which lags and windows a run learns from.</summary>
internal static class HistoryPlanner
{
    private const string Option = "history";

    /// <summary>Further back and wider than this is a mistake rather than a season.</summary>
    private const int MostRowsBack = 10_000;

    private const int MostFeatures = 200;

    private static readonly ImmutableArray<(string Word, WindowStatistic Statistic)> Words =
    [
        ("mean", WindowStatistic.Mean), ("min", WindowStatistic.Minimum), ("max", WindowStatistic.Maximum),
        ("sd", WindowStatistic.StandardDeviation),
    ];

    /// <summary>The options; null where nothing was asked.</summary>
    /// <param name="wish">What was asked.</param>
    /// <param name="table">The whole dataset.</param>
    /// <param name="target">The target.</param>
    /// <exception cref="RunOptionException">It means nothing.</exception>
    public static HistoryOptions? Of(HistoryWish? wish, Frame table, string target)
    {
        if (wish is null) return null;
        var windows = wish.Windows ?? [];
        var options = new HistoryOptions
        {
            Columns = wish.Columns ?? [target],
            Lags = wish.Lags ?? (windows.IsEmpty ? [1] : []),
            Windows = windows,
            Statistics = wish.Statistics is { } given ? [.. given.Select(Statistic)] : [.. Words.Select(w => w.Statistic)],
        };
        try
        {
            options.Check();
        }
        catch (ArgumentOutOfRangeException unfit)
        {
            throw new RunOptionException(Option, StudyPlanner.Words(unfit));
        }
        if (options.Reach > MostRowsBack)
            throw new RunOptionException(Option, $"History goes at most {MostRowsBack} rows back, got {options.Reach}.");
        int features = options.Columns.Length * (options.Lags.Length + options.Windows.Length * options.Statistics.Length);
        if (features > MostFeatures) throw new RunOptionException(Option, $"History has at most {MostFeatures} features, got {features}.");
        foreach (string column in options.Columns)
            if (table.Schema.IndexOf(column) < 0 || table[column] is not NumericColumn)
                throw new RunOptionException(Option, $"'{column}' is no column of numbers, so it has no lags and windows.");
        return options;
    }

    /// <summary>The table with its history, or as it is.</summary>
    /// <exception cref="Learning.TrainingException">There is no column of time.</exception>
    /// <exception cref="RunOptionException">A name that a feature would get is taken.</exception>
    public static Frame Add(Frame table, HistoryOptions? history)
    {
        if (history is null) return table;
        try
        {
            return HistoryFeatures.Add(table, history);
        }
        catch (ArgumentException taken)
        {
            throw new RunOptionException(Option, StudyPlanner.Words(taken));
        }
    }

    private static WindowStatistic Statistic(string word) => Words.FirstOrDefault(w => w.Word == word) is { Word: not null } known ? known.Statistic
        : throw new RunOptionException(Option, $"A window tells its mean, min, max or sd, got '{word}'.");
}
