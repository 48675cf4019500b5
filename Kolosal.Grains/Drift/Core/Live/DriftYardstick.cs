using Kolosal.Tabular;

namespace Kolosal.Drift;

/// <summary>What a monitor counts by and judges with: the reference, and all that follows from it. Immutable but for buffers, so for one thread.
/// </summary>
public sealed class DriftYardstick
{
    internal const string ScoreColumn = "score", ErrorColumn = "reconstruction error";

    private DriftYardstick(ImmutableArray<ColumnDistribution> columns, int inputs, int scores, TrainingDetail? detail, double falseAlarm)
    {
        (Columns, Inputs, Scores, Detail, FalseAlarm) = (columns, inputs, scores, detail, falseAlarm);
        Counters = [.. columns.Select(column => new BinCounter(column))];
        Bets = BinBets.Of(columns, falseAlarm);
        if (detail?.Joint is not { } joint) return;
        Ranks = [.. joint.Columns.Select(column => RankScores.Of(columns[column]) ?? throw new ArgumentException(
            $"'{columns[column].Name}' has no order, and the reference takes it for ordered."))];
        Z = new double[ColumnTally.BlockRows * joint.Columns.Length];
    }

    /// <summary>Inputs, decisions, then scores and reconstruction errors where the reference has them.</summary>
    public ImmutableArray<ColumnDistribution> Columns { get; }

    /// <summary>Input columns; the decisions' place.</summary>
    public int Inputs { get; }

    /// <summary>The scores' place; −1 without.</summary>
    public int Scores { get; }

    /// <summary>The reconstruction errors' place; −1 without.</summary>
    public int Errors => Detail?.Joint is null ? -1 : Columns.Length - 1;

    /// <summary>What is known beyond the distributions; null for versions of old.</summary>
    public TrainingDetail? Detail { get; }

    /// <summary>α.</summary>
    public double FalseAlarm { get; }

    internal BinCounter[] Counters { get; }

    internal BinBets[] Bets { get; }

    internal double[][] Ranks { get; } = [];

    /// <summary>A block's scores, row by row: scratch.</summary>
    internal double[] Z { get; } = [];

    /// <summary>For predictions.</summary>
    /// <param name="inputs">How the inputs fell in training.</param>
    /// <param name="decisions">How the decisions, or predicted values, fell on held-out rows.</param>
    /// <param name="detail">What else is known.</param>
    /// <param name="falseAlarm">α: of a window, and of the bets over the whole stream.</param>
    /// <exception cref="ArgumentException">The parts do not fit each other.</exception>
    public static DriftYardstick OfPredictions(
        IReadOnlyList<ColumnDistribution> inputs, ColumnDistribution decisions, TrainingDetail? detail, double falseAlarm)
    {
        List<ColumnDistribution> columns = [.. inputs, decisions];
        int scores = -1;
        if (detail?.Scores is { } score)
        {
            scores = columns.Count;
            columns.Add(score);
        }

        if (detail?.Joint is { } joint) columns.Add(joint.Errors);
        return new([.. columns], inputs.Count, scores, detail, falseAlarm);
    }

    /// <summary>For outcomes: labels and errors.</summary>
    /// <returns>Null when the reference knows neither.</returns>
    public static DriftYardstick? OfOutcomes(TrainingDetail? detail, double falseAlarm) => detail is { Labels: { } labels, Errors: { } errors }
        ? new([labels, errors], 0, -1, null, falseAlarm) : null;
}
