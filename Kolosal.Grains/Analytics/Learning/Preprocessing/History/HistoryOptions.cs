namespace Kolosal.Learning.Preprocessing.History;

/// <summary>A figure of the rows before a row.</summary>
public enum WindowStatistic
{
    /// <summary>The mean.</summary>
    Mean,

    /// <summary>The smallest value.</summary>
    Minimum,

    /// <summary>The largest value.</summary>
    Maximum,

    /// <summary>The standard deviation, n − 1 in the denominator; missing for fewer than two values.</summary>
    StandardDeviation,
}

/// <summary>Which columns of numbers get features of their past.</summary>
public sealed record HistoryOptions
{
    /// <summary>The columns whose past is looked at; the target may be among them, when its past is known by the time a row is scored.</summary>
    public required ImmutableArray<string> Columns { get; init; }

    /// <summary>k of each lag, ≥ 1: the value k rows before. Default: 1.</summary>
    public ImmutableArray<int> Lags { get; init; } = [1];

    /// <summary>w of each window, ≥ 2: the w rows before. Default: none.</summary>
    public ImmutableArray<int> Windows { get; init; } = [];

    /// <summary>What is told of each window. Default: all there is.</summary>
    public ImmutableArray<WindowStatistic> Statistics { get; init; } = [.. Enum.GetValues<WindowStatistic>()];

    /// <summary>How many earlier rows of its group a row needs for all of its features.</summary>
    public int Reach => Lags.Concat(Windows).DefaultIfEmpty(0).Max();

    /// <summary>Throws when a value is outside its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The message names the option and its range.</exception>
    public void Check()
    {
        Require.That(Columns, !Columns.IsDefaultOrEmpty && Columns.Distinct(StringComparer.Ordinal).Count() == Columns.Length,
            "at least one column, each once");
        Require.That(Lags, !Lags.IsDefault && Lags.All(k => k >= 1) && Lags.Distinct().Count() == Lags.Length, "1 or more each, all different");
        Require.That(Windows, !Windows.IsDefault && Windows.All(w => w >= 2) && Windows.Distinct().Count() == Windows.Length,
            "2 or more each, all different");
        Require.That(Lags, Lags.Length + Windows.Length > 0, "at least one, or a window");
        Require.That(Statistics, Windows.IsEmpty || (!Statistics.IsDefaultOrEmpty && Statistics.Distinct().Count() == Statistics.Length),
            "at least one for windows, each once");
    }
}
