using Kolosal.Events;
using Kolosal.Monitoring;

namespace Kolosal.Fairness;

/// <summary>The open windows as sums by partition and group, beside what every monitor keeps; its size depends on the groups, not on the traffic.
/// </summary>
[GenerateSerializer, Alias("kolosal.fairness-state")]
internal sealed class FairnessState : MonitorState<FairnessSettings, FairnessReport>
{
    private const int OutcomeReportsKept = 20;

    /// <summary>Rows by partition and group.</summary>
    [Id(2)] public long[][] Rows { get; set; } = [];

    /// <summary>Rows with the favourable decision by partition and group.</summary>
    [Id(3)] public long[][] Selected { get; set; } = [];

    /// <summary>Σ p of the favourable class by partition and group, in billionths.</summary>
    [Id(4)] public long[][] Expected { get; set; } = [];

    /// <summary>The same over the selected rows.</summary>
    [Id(5)] public long[][] ExpectedSelected { get; set; } = [];

    /// <summary>The open window of outcomes by partition, as <see cref="OutcomeCounts"/> adds.</summary>
    [Id(6)] public long[][] Outcomes { get; set; } = [];

    /// <summary>The version whose outcomes the open window counts.</summary>
    [Id(7)] public int OutcomesVersion { get; set; }

    [Id(8)] public long OutcomesInWindow { get; set; }

    /// <summary>Of those in the open window, the ones that replaced an earlier report.</summary>
    [Id(9)] public long Corrections { get; set; }

    [Id(10)] public DateTimeOffset? OutcomesBeganAt { get; set; }

    [Id(11)] public long OutcomeWindows { get; set; }

    [Id(12)] public long OutcomesCounted { get; set; }

    /// <summary>Newest first.</summary>
    [Id(13)] public List<FairnessReport> OutcomeReports { get; set; } = [];

    /// <summary>How each measure of each partition went lately: a bit a window, the latest lowest.</summary>
    [Id(14)] public Dictionary<string, ulong> Violated { get; set; } = [];

    /// <summary>Violations that are sustained.</summary>
    [Id(15)] public HashSet<string> Sustained { get; set; } = [];

    public void Count(ServedRequest request, PartitionPlan plan, int favourable)
    {
        int inputs = request.Inputs.Length / request.Rows, classes = request.Outputs.Length / request.Rows;
        Span<int> groups = plan.Attributes <= 64 ? stackalloc int[plan.Attributes] : new int[plan.Attributes];
        for (int row = 0; row < request.Rows; row++)
        {
            plan.GroupsOf(request.Inputs.AsSpan(row * inputs, inputs), groups);
            bool selected = request.Decisions[row] == favourable;
            long probability = OutcomeCounts.Whole(request.Outputs[row * classes + favourable]);
            for (int p = 0; p < plan.Partitions.Length; p++)
            {
                int cell = plan.Partitions[p].CellOf(groups);
                Rows[p][cell]++;
                Expected[p][cell] += probability;
                if (!selected) continue;
                Selected[p][cell]++;
                ExpectedSelected[p][cell] += probability;
            }
        }
    }

    /// <summary>Adds an outcome; a correction first takes off what it replaces, in whichever window that was counted, so that windows always add up
    /// to what is known in the end.</summary>
    public void Count(PredictionOutcome outcome, PartitionPlan plan, int favourable)
    {
        Span<int> groups = plan.Attributes <= 64 ? stackalloc int[plan.Attributes] : new int[plan.Attributes];
        plan.GroupsOf(outcome.Inputs, groups);
        bool selected = outcome.Decision == favourable;
        double probability = outcome.Outputs[favourable];
        for (int p = 0; p < plan.Partitions.Length; p++)
        {
            int cell = plan.Partitions[p].CellOf(groups);
            if (outcome.Corrects is { } old) OutcomeCounts.Add(Outcomes[p], cell, selected, (int)old == favourable, probability, -1);
            OutcomeCounts.Add(Outcomes[p], cell, selected, (int)outcome.Actual == favourable, probability, 1);
        }
        if (outcome.Corrects is not null) Corrections++;
        else
        {
            OutcomesInWindow++;
            OutcomesCounted++;
        }
    }

    public DecisionCounts Read(int partition, int cell) => new(
        Rows[partition][cell], Selected[partition][cell], Expected[partition][cell] / 1e9, ExpectedSelected[partition][cell] / 1e9);

    public bool Fits(PartitionPlan plan) => new[] { Rows, Selected, Expected, ExpectedSelected }.All(counts => Fits(counts, plan, 1));

    public bool OutcomesFit(PartitionPlan plan) => OutcomesVersion == Version && Fits(Outcomes, plan, OutcomeCounts.Width);

    public void EmptyCounts(PartitionPlan plan) => (Rows, Selected, Expected, ExpectedSelected) =
        (Zeros(plan, 1), Zeros(plan, 1), Zeros(plan, 1), Zeros(plan, 1));

    /// <summary>Begins a window of outcomes.</summary>
    public void EmptyOutcomes(PartitionPlan plan)
    {
        (OutcomesVersion, OutcomesInWindow, Corrections, OutcomesBeganAt) = (Version, 0, 0, null);
        Outcomes = Zeros(plan, OutcomeCounts.Width);
    }

    /// <summary>What was known of violations holds no longer: of another version, or by other limits.</summary>
    public void ForgetViolations()
    {
        Violated.Clear();
        Sustained.Clear();
    }

    /// <summary>Takes in a window's findings.</summary>
    /// <returns>What is sustained with this window, and what recovered with it.</returns>
    public (string[] Sustained, string[] Recovered) Learn(IEnumerable<PartitionFinding> findings, SustainedPolicy policy)
    {
        List<string> sustained = [], recovered = [];
        foreach (var finding in findings)
            foreach (var measure in finding.Measures.Where(measure => measure.PValue is not null))
            {
                string key = Key(finding, measure);
                var now = policy.After(new(Violated.GetValueOrDefault(key), Sustained.Contains(key), false), measure.Unfair);
                // Kept only where there is something to remember.
                if (now.Violated == 0) Violated.Remove(key);
                else Violated[key] = now.Violated;
                if (now.Sustained) Sustained.Add(key);
                else Sustained.Remove(key);
                if (now.Sustained && measure.Unfair) sustained.Add(key);
                if (now.Recovered) recovered.Add(key);
            }
        return ([.. sustained], [.. recovered]);
    }

    public static string Key(PartitionFinding finding, MeasureFinding measure) => $"{finding.Name}: {measure.Measure}";

    /// <summary>Files a window of outcomes and begins the next.</summary>
    public void CloseOutcomes(FairnessReport report, PartitionPlan plan, bool alarmed)
    {
        OutcomeWindows++;
        if (alarmed) Alarms++;
        Slim(OutcomeReports);
        OutcomeReports.Insert(0, report);
        if (OutcomeReports.Count > OutcomeReportsKept) OutcomeReports.RemoveAt(OutcomeReportsKept);
        EmptyOutcomes(plan);
    }

    /// <summary>Keeps the groups of the newest report alone: twenty times all groups is what state must not hold.</summary>
    public static void Slim(List<FairnessReport> reports)
    {
        if (reports.Count > 0) reports[0] = FairnessView.WithoutGroups(reports[0]);
    }

    private static bool Fits(long[][] counts, PartitionPlan plan, int width) =>
        counts.Select(cells => cells.Length).SequenceEqual(plan.Partitions.Select(partition => partition.Labels.Length * width));

    private static long[][] Zeros(PartitionPlan plan, int width) =>
        [.. plan.Partitions.Select(partition => new long[partition.Labels.Length * width])];
}
