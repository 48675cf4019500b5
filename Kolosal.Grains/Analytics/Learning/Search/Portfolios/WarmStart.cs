namespace Kolosal.Learning.Search;

/// <summary>What earlier runs on similar tables found, as configurations to try first: the nearest tables' best
/// (Feurer, Springenberg and Hutter, AAAI 2015, with the distance of <see cref="DataShape.DistanceTo"/>).</summary>
public static class WarmStart
{
    /// <summary>Beyond this distance a table tells nothing. Chosen, not derived: ten times the rows and a few columns more.</summary>
    public const double MaxDistance = 1.5;

    /// <summary>Runs that are taken from, and configurations a run: more would put off a portfolio that suits most tables.</summary>
    public const int MostRuns = 3, MostOfRun = 3;

    /// <summary>The nearest tables, nearest first; equal distances are ordered by id.</summary>
    /// <typeparam name="T">What stands for a run.</typeparam>
    /// <param name="shape">Of the table to come.</param>
    /// <param name="runs">Earlier runs, in any order.</param>
    /// <param name="shapeOf">Of a run's table.</param>
    /// <param name="idOf">A run's id.</param>
    /// <param name="maxRuns">At most so many.</param>
    public static ImmutableArray<T> Nearest<T>(
        DataShape shape, IEnumerable<T> runs, Func<T, DataShape> shapeOf, Func<T, string> idOf, int maxRuns = MostRuns) =>
        [.. runs.Select(run => (Run: run, Distance: shape.DistanceTo(shapeOf(run)))).Where(r => r.Distance <= MaxDistance)
            .OrderBy(r => r.Distance).ThenBy(r => idOf(r.Run), StringComparer.Ordinal).Take(maxRuns).Select(r => r.Run)];

    /// <summary>The best configurations of the nearest runs, nearest run first, each configuration once.</summary>
    /// <remarks>Of a run the best of every trainer, best first: a second setting of the same trainer is mostly a neighbour of the first, and the
    /// sampler finds that by itself.</remarks>
    /// <param name="shape">Of the table to come.</param>
    /// <param name="task">What is predicted.</param>
    /// <param name="runs">Earlier runs, in any order.</param>
    /// <param name="maxRuns">At most so many runs are taken from.</param>
    /// <param name="perRun">At most so many configurations a run.</param>
    /// <returns>Each entry says the run and the distance.</returns>
    public static ImmutableArray<PortfolioEntry> From(
        DataShape shape, LearningTask task, IEnumerable<EarlierRun> runs, int maxRuns = MostRuns, int perRun = MostOfRun)
    {
        var taken = new HashSet<(string, HyperParameters)>();
        var entries = ImmutableArray.CreateBuilder<PortfolioEntry>();
        foreach (var run in Nearest(shape, runs.Where(run => run.Task == task), run => run.Shape, run => run.Id, maxRuns))
        {
            double distance = shape.DistanceTo(run.Shape);
            var trainers = new HashSet<string>(StringComparer.Ordinal);
            foreach (var trial in run.Trials.Where(t => double.IsFinite(t.Loss)).OrderBy(t => t.Loss).ThenBy(t => t.Trainer, StringComparer.Ordinal)
                .ThenBy(t => t.Parameters.ToString(), StringComparer.Ordinal))
            {
                if (trainers.Count == perRun) break;
                if (trainers.Contains(trial.Trainer) || !taken.Add((trial.Trainer, trial.Parameters))) continue;
                trainers.Add(trial.Trainer);
                entries.Add(new(trial.Trainer, trial.Parameters, FormattableString.Invariant(
                    $"The best of {trial.Trainer} in run {run.Id}, whose table is at a distance of {distance:0.##}."))
                { FromRun = run.Id, Distance = distance });
            }
        }
        return entries.ToImmutable();
    }
}
