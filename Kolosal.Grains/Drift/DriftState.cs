using Kolosal.Events;
using Kolosal.Monitoring;

namespace Kolosal.Drift;

/// <summary>The open windows of predictions and of outcomes as counts, beside what every monitor keeps. Its size follows from the columns.
/// </summary>
[GenerateSerializer, Alias("kolosal.drift-state")]
internal sealed class DriftState : MonitorState<DriftSettings, DriftReport>
{
    private const int OutcomeReportsKept = 20;

    [NonSerialized] private readonly DriftTally tally = new();
    [NonSerialized] private readonly OutcomeTally outcomes = new();

    /// <summary>What the counts are of; its parts are stored one by one.</summary>
    internal DriftTally Tally => tally;

    /// <summary>The same of outcomes.</summary>
    internal OutcomeTally Outcomes => outcomes;

    /// <summary>Rows per column and bin: the inputs, the decisions, and what else the reference knows.</summary>
    [Id(2)] public long[][] Window { get => Tally.Columns.Window; set => Tally.Columns.Window = value; }

    [Id(3)] public long[][] Block { get => Tally.Columns.Block; set => Tally.Columns.Block = value; }

    [Id(4)] public long[][] Lately { get => Tally.Columns.Lately; set => Tally.Columns.Lately = value; }

    [Id(5)] public int InBlock { get => Tally.Columns.InBlock; set => Tally.Columns.InBlock = value; }

    [Id(6)] public long Blocks { get => Tally.Columns.Blocks; set => Tally.Columns.Blocks = value; }

    [Id(7)] public double[] Stakes { get => Tally.Columns.Capital; set => Tally.Columns.Capital = value; }

    [Id(8)] public double[] Products { get => Tally.Products; set => Tally.Products = value; }

    [Id(9)] public double[] Sums { get => Tally.Sums; set => Tally.Sums = value; }

    /// <summary>By column the counts of the slots that are not empty: most are.</summary>
    [Id(10)]
    public Dictionary<int, int>[] Magnitudes
    {
        get => Array.ConvertAll(Tally.Magnitudes, MagnitudeSketch.Filled);
        set => Tally.Magnitudes = Array.ConvertAll(value, MagnitudeSketch.Of);
    }

    [Id(11)] public double[][] Outside { get => Tally.Outside; set => Tally.Outside = value; }

    [Id(12)] public long[][] OutsideCounts { get => Tally.OutsideCounts; set => Tally.OutsideCounts = value; }

    [Id(13)] public bool Muted { get => Tally.Muted; set => Tally.Muted = value; }

    [Id(14)] public double Capital { get => Tally.Capital; set => Tally.Capital = value; }

    /// <summary>Version and false-alarm rate that the bets are about; with another they begin anew.</summary>
    [Id(15)] public string BetsAbout { get; set; } = "";

    [Id(16)] public long[][] OutcomeWindow { get => Outcomes.Columns.Window; set => Outcomes.Columns.Window = value; }

    [Id(17)] public long[][] OutcomeBlock { get => Outcomes.Columns.Block; set => Outcomes.Columns.Block = value; }

    [Id(18)] public long[][] OutcomeLately { get => Outcomes.Columns.Lately; set => Outcomes.Columns.Lately = value; }

    [Id(19)] public int OutcomesInBlock { get => Outcomes.Columns.InBlock; set => Outcomes.Columns.InBlock = value; }

    [Id(20)] public long OutcomeBlocks { get => Outcomes.Columns.Blocks; set => Outcomes.Columns.Blocks = value; }

    [Id(21)] public double[] OutcomeStakes { get => Outcomes.Columns.Capital; set => Outcomes.Columns.Capital = value; }

    [Id(22)] public long OutcomesInWindow { get => Outcomes.Rows; set => Outcomes.Rows = value; }

    [Id(23)] public bool OutcomesMuted { get => Outcomes.Muted; set => Outcomes.Muted = value; }

    /// <summary>What each chosen detector remembers.</summary>
    [Id(24)] public Dictionary<string, double[]> Detectors { get => Outcomes.Detectors; set => Outcomes.Detectors = value; }

    [Id(25)] public Dictionary<string, int> DetectedChanges { get => Outcomes.Changes; set => Outcomes.Changes = value; }

    /// <summary>The first record of the open window of outcomes; null while it is empty.</summary>
    [Id(26)] public DateTimeOffset? OutcomesBeganAt { get; set; }

    [Id(27)] public long OutcomesCounted { get; set; }

    [Id(28)] public long OutcomeWindows { get; set; }

    [Id(29)] public long OutcomeAlarms { get; set; }

    /// <summary>Newest first.</summary>
    [Id(30)] public List<OutcomeReport> OutcomeReports { get; set; } = [];

    /// <summary>Adds a request's rows to the open window.</summary>
    /// <returns>What the bets found; null for nothing.</returns>
    public EarlyAlarm? Count(ServedRequest request, DriftYardstick yardstick)
    {
        Tally.Rows = RowsInWindow;
        return Tally.Count(yardstick, request.Rows, request.Inputs, request.Outputs, request.Decisions);
    }

    /// <summary>Begins a window; of another version or rate everything begins anew.</summary>
    public void EmptyCounts(DriftYardstick yardstick, DriftYardstick? outcomes, string about)
    {
        if (BetsAbout == about && Tally.Fits(yardstick))
        {
            Tally.EmptyWindow(yardstick);
            return;
        }

        BetsAbout = about;
        Tally.Begin(yardstick);
        OutcomesBeganAt = null;
        if (outcomes is not null) Outcomes.Begin(outcomes);
    }

    /// <summary>Files the verdict over a window of outcomes and begins the next.</summary>
    public void Close(OutcomeReport report, DriftYardstick outcomes)
    {
        OutcomeWindows++;
        if (report.IncidentId is not null) OutcomeAlarms++;
        OutcomeReports.Insert(0, report);
        if (OutcomeReports.Count > OutcomeReportsKept) OutcomeReports.RemoveAt(OutcomeReportsKept);
        OutcomesBeganAt = null;
        Outcomes.EmptyWindow(outcomes);
    }
}
