using System.Globalization;
using Kolosal.Learning;
using Kolosal.Learning.Preprocessing;
using Kolosal.Learning.Search;

namespace Kolosal.Experiments;

/// <summary>Where a run's search begins: the portfolio for its table, of the trainers that it may use, and before that what earlier runs on similar
/// tables found, where it was asked for.</summary>
public static class Opening
{
    /// <summary>The trainers of a search that names none, most promising first: those of the portfolio that this process has.</summary>
    public static ImmutableArray<string> TrainersFor(SearchShape shape) =>
    [
        .. Portfolio.For(shape.Data, shape.Task).Select(entry => Trainers.All.FirstOrDefault(t => t.Name == entry.Trainer))
            .Where(t => t is not null && t.Supports(shape.Task) && shape.Rows <= t.MaxRows).Select(t => t!.Name).Distinct(),
    ];

    /// <summary>What is tried first.</summary>
    /// <param name="shape">The table.</param>
    /// <param name="trainers">Those that may be used.</param>
    /// <param name="named">Whether somebody named them; then one setting of each comes first, in the order they were named.</param>
    public static ImmutableArray<Candidate> For(SearchShape shape, ImmutableArray<string> trainers, bool named)
    {
        Candidate[] known = [.. Portfolio.For(shape.Data, shape.Task).Where(entry => trainers.Contains(entry.Trainer)).Select(ToCandidate)];
        if (!named) return [.. known];
        Candidate[] first = [.. trainers.Select(name =>
            known.FirstOrDefault(c => c.Trainer == name) ?? new Candidate(name, HyperParameters.Empty))];
        return [.. first, .. known.Except(first)];
    }

    /// <summary>A plan whose search begins with what earlier runs on similar tables found. A pure function of the plan and of those runs; what was
    /// taken, and from which run, stands in the plan.</summary>
    /// <param name="plan">The plan without it.</param>
    /// <param name="runs">Earlier runs of the same workspace, in any order.</param>
    public static RunPlan WithWarmStart(RunPlan plan, IEnumerable<EarlierRun> runs)
    {
        ImmutableArray<Candidate> found = plan.Shape is not { } shape ? []
            : [.. WarmStart.From(shape, plan.Problem.Task, runs).Where(entry => plan.Trainers.Contains(entry.Trainer))
                .Select(entry => Fitting(plan, entry)).OfType<Candidate>()];
        var notes = plan.Findings ?? [];
        if (found.IsEmpty)
            return plan with { Findings = notes.Add("No earlier run of this workspace on a similar table has anything to begin with.") };
        string from = string.Join(", ", found.Select(c => c.FromRun).Distinct());
        return plan with
        {
            Portfolio = [.. found, .. plan.Portfolio ?? [.. plan.Trainers.Select(name => new Candidate(name, HyperParameters.Empty))]],
            Findings = notes.Add(string.Create(CultureInfo.InvariantCulture,
                $"The search begins with {found.Length} settings that earlier runs on similar tables found: {from}.")),
        };
    }

    private static Candidate ToCandidate(PortfolioEntry entry) =>
        new(entry.Trainer, entry.Target == TargetFunction.Log ? CandidateSpace.OfLogarithm(entry.Parameters) : entry.Parameters);

    /// <summary>The earlier run's setting as far as this plan's space knows it; null where it no longer fits.</summary>
    private static Candidate? Fitting(RunPlan plan, PortfolioEntry entry)
    {
        var space = CandidateSpace.Of(plan, CandidateTrainer.Of(plan, entry.Trainer));
        var known = space.Parameters.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var parameters = entry.Parameters.Values.Where(p => known.Contains(p.Key))
            .Aggregate(HyperParameters.Empty, (own, p) => own.With(p.Key, p.Value));
        try
        {
            _ = space.Complete(parameters);
        }
        catch (ArgumentException)
        {
            return null; // of a version with other bounds
        }
        return new(entry.Trainer, parameters, entry.FromRun, entry.Distance);
    }
}
