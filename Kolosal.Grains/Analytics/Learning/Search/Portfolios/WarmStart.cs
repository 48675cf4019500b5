namespace Kolosal.Learning.Search;

/// <summary>What earlier runs on similar tables found, as configurations to try first: the nearest tables' best
/// (Feurer, Springenberg and Hutter, AAAI 2015, with the distance of <see cref="DataShape.DistanceTo"/>).</summary>
public static class WarmStart
{
    /// <summary>Beyond this distance a table tells nothing. Chosen, not derived: ten times the rows and a few columns more.</summary>
    public const double MaxDistance = 1.5;

    /// <summary>The best configurations of the nearest runs, nearest run first, each configuration once.</summary>
    /// <param name="shape">Of the table to come.</param>
    /// <param name="task">What is predicted.</param>
    /// <param name="runs">Earlier runs, in any order; equal distances are ordered by id.</param>
    /// <param name="maxRuns">At most so many runs are taken from.</param>
    /// <param name="perRun">At most so many configurations a run, the best ones.</param>
    /// <returns>Each entry says the run and the distance.</returns>
    public static ImmutableArray<PortfolioEntry> From(DataShape shape, LearningTask task, IEnumerable<EarlierRun> runs, int maxRuns = 3,
        int perRun = 2)
    {
        var near = runs.Where(run => run.Task == task).Select(run => (Run: run, Distance: shape.DistanceTo(run.Shape)))
            .Where(r => r.Distance <= MaxDistance).OrderBy(r => r.Distance).ThenBy(r => r.Run.Id, StringComparer.Ordinal).Take(maxRuns);
        var taken = new HashSet<(string, HyperParameters)>();
        var entries = ImmutableArray.CreateBuilder<PortfolioEntry>();
        foreach (var (run, distance) in near)
        {
            int own = 0;
            foreach (var trial in run.Trials.Where(t => double.IsFinite(t.Loss)).OrderBy(t => t.Loss).ThenBy(t => t.Trainer, StringComparer.Ordinal)
                .ThenBy(t => t.Parameters.ToString(), StringComparer.Ordinal))
            {
                if (own == perRun) break;
                if (!taken.Add((trial.Trainer, trial.Parameters))) continue;
                own++;
                entries.Add(new(trial.Trainer, trial.Parameters, FormattableString.Invariant(
                    $"Number {own} of run {run.Id}, whose table is at a distance of {distance:0.##}."))
                { FromRun = run.Id, Distance = distance });
            }
        }
        return entries.ToImmutable();
    }
}
