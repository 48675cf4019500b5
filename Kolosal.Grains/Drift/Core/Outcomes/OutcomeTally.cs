using Kolosal.Tabular;

namespace Kolosal.Drift;

/// <summary>What a monitor keeps of outcomes: labels and errors by bin, and the memory of the chosen online detectors. Its size does not depend
/// on the outcomes.</summary>
public sealed class OutcomeTally
{
    /// <summary>Labels first, then errors.</summary>
    public ColumnTally Columns { get; set; } = new();

    /// <summary>Outcomes in the open window.</summary>
    public long Rows { get; set; }

    /// <summary>What each chosen detector remembers, by its name.</summary>
    public Dictionary<string, double[]> Detectors { get; set; } = [];

    /// <summary>Changes that each has reported in the open window, by its name.</summary>
    public Dictionary<string, int> Changes { get; set; } = [];

    /// <summary>Whether the bets may raise an alarm.</summary>
    public bool Muted { get; set; }

    /// <summary>Begins everything anew.</summary>
    public void Begin(DriftYardstick yardstick)
    {
        Columns.Begin(yardstick.Columns);
        (Rows, Muted, Detectors, Changes) = (0, false, [], []);
    }

    /// <summary>Begins a window.</summary>
    public void EmptyWindow(DriftYardstick yardstick)
    {
        if (!Columns.Fits(yardstick.Columns)) Columns.Begin(yardstick.Columns);
        Columns.EmptyWindow(yardstick.Columns);
        (Rows, Changes) = (0, []);
    }

    /// <summary>After a whole window without drift: the bets begin anew if they were muted.</summary>
    public void Unmute()
    {
        if (!Muted) return;
        Muted = false;
        Columns.ResetBets();
    }

    /// <summary>Counts outcomes.</summary>
    /// <param name="yardstick">Of outcomes.</param>
    /// <param name="detectors">Watching the stream of errors, by name; they are changed.</param>
    /// <param name="labels">Class indices or numbers.</param>
    /// <param name="errors">As long.</param>
    /// <returns>What the bets found; null for nothing.</returns>
    public EarlyAlarm? Count(
        DriftYardstick yardstick, IReadOnlyDictionary<string, IResumableDetector> detectors, ReadOnlySpan<double> labels, ReadOnlySpan<double> errors)
    {
        EarlyAlarm? alarm = null;
        for (int row = 0; row < labels.Length; row++)
        {
            Tally(yardstick, 0, labels[row]);
            Tally(yardstick, 1, errors[row]);
            foreach (var (name, detector) in detectors)
                if (detector.Observe(errors[row]) == ChangeSignal.Change) Changes[name] = Changes.GetValueOrDefault(name) + 1;
            Rows++;
            if (++Columns.InBlock < ColumnTally.BlockRows) continue;
            var (all, columns) = Columns.EndBlock(yardstick.Bets);
            if (!Muted && EarlyVerdict.Of(yardstick.Columns, Columns, yardstick.FalseAlarm, all, columns, OutcomeJudge.Effect) is { } found)
                alarm ??= found;
        }

        return alarm;
    }

    private void Tally(DriftYardstick yardstick, int place, double value)
    {
        int bin = yardstick.Columns[place].BinOf(value);
        Columns.Window[place][bin]++;
        Columns.Block[place][bin]++;
    }
}
