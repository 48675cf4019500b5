using Kolosal.Statistics;

namespace Kolosal.Drift;

/// <summary>Judges a window of predictions: inputs one by one and together, their quality, and what the model made of them.</summary>
/// <remarks>All p-values of a window go through one step-up procedure (Benjamini and Hochberg 1995), so that a window without any drift raises an
/// alarm with at most the false-alarm rate. Then a finding must be large enough, too.</remarks>
public static class WindowJudge
{
    internal const string PsiMeasure = "population stability index, nats";

    /// <summary>Rows of a window, at least.</summary>
    public const int LeastRows = 50;

    /// <summary>Judges a window that is full.</summary>
    /// <param name="yardstick">The reference.</param>
    /// <param name="tally">The window.</param>
    /// <param name="test"><see cref="DriftJudge.StandardTest"/>, or one of <see cref="DriftTests.All"/>, for distributions.</param>
    /// <param name="seed">Of tests that deal at random.</param>
    public static WindowJudgement Judge(DriftYardstick yardstick, DriftTally tally, string test, ulong seed)
    {
        ColumnFinding[] columns = Measure(yardstick, tally, test, seed);
        List<WindowFinding> findings =
        [
            .. columns.Select((column, i) => OfColumn(yardstick, i, column, test)),
            .. Enumerable.Range(0, yardstick.Inputs).Select(i => QualityTest.Of(yardstick.Columns[i], tally.Columns.Window[i])),
        ];
        if (CorrelationTest.Of(yardstick, tally) is { } correlation) findings.Add(correlation);
        bool[] significant = MultipleTesting.Discoveries([.. findings.Select(f => f.PValue)], yardstick.FalseAlarm);
        for (int i = 0; i < findings.Count; i++)
            findings[i] = findings[i] with { Drifted = significant[i] && tally.Rows >= LeastRows && findings[i].Effect >= findings[i].LeastEffect };
        for (int i = 0; i < columns.Length; i++) columns[i] = columns[i] with { Drifted = findings[i].Drifted };
        return Conclude(yardstick, tally, columns, findings);
    }

    /// <summary>Judges a window that the bets closed early: what they found counts, and nothing else, since the window's end is not chance.
    /// </summary>
    public static WindowJudgement Judge(DriftYardstick yardstick, DriftTally tally, string test, ulong seed, EarlyAlarm early)
    {
        ColumnFinding[] columns = Measure(yardstick, tally, test, seed);
        List<WindowFinding> findings = [];
        foreach (var found in early.Columns)
        {
            columns[found.Column] = columns[found.Column] with { Drifted = true };
            findings.Add(OfColumn(yardstick, found.Column, columns[found.Column], "e_process") with
            {
                Statistic = found.Capital,
                PValue = Math.Min(1, 1 / Math.Max(found.Capital, double.Epsilon)),
                Effect = found.Psi,
                Drifted = true,
                LeastRows = ColumnTally.BlockRows,
            });
        }

        return Conclude(yardstick, tally, columns, findings);
    }

    private static ColumnFinding[] Measure(DriftYardstick yardstick, DriftTally tally, string test, ulong seed) =>
        [.. yardstick.Columns.Select((column, i) => DriftJudge.Measure(column, tally.Columns.Window[i], test, yardstick.FalseAlarm, seed))];

    private static WindowFinding OfColumn(DriftYardstick yardstick, int place, ColumnFinding column, string test) => new(
        place < yardstick.Inputs ? DriftSubject.Column : place == yardstick.Inputs ? DriftSubject.Decisions
            : place == yardstick.Scores ? DriftSubject.Scores : DriftSubject.Reconstruction,
        column.Name, test, column.Statistic, column.PValue, column.Psi, PsiMeasure, DriftJudge.ModeratePsi, LeastRows, column.Drifted);

    private static WindowJudgement Conclude(DriftYardstick yardstick, DriftTally tally, ColumnFinding[] columns, List<WindowFinding> findings)
    {
        string? joint = yardstick.Detail is null ? "This version's reference was made without joint figures; train it again to have them."
            : yardstick.Detail.Joint is null ? "Fewer than two inputs are ordered and vary, or too few rows were trained on." : null;
        bool drifted = findings.Any(f => f.Drifted);
        return new(
            columns,
            [.. findings.Where(f => f.Drifted || f.Subject is not (DriftSubject.Column or DriftSubject.Quality))
                .Select(f => f.Subject is DriftSubject.Column or DriftSubject.Quality && f.Drifted
                    ? f with { Note = ChangeNote.Of(yardstick, tally, f.Name) ?? f.Note } : f)],
            drifted ? DriftCauses.Rank(yardstick, tally) : [], joint);
    }
}
