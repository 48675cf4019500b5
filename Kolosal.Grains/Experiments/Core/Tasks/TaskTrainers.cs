using Kolosal.Learning;

namespace Kolosal.Experiments;

/// <summary>The trainers of a search that names none, where what is predicted of the target is not its mean or classes without an order.</summary>
/// <remarks>Few are made for such a task; the rest of the catalogue is of use to it where a mean or plain classes come near.</remarks>
internal static class TaskTrainers
{
    /// <summary>The simplex of a linear quantile takes long on more values, and a forest of rows much memory on more rows.</summary>
    private const double MostValuesForSimplex = 100_000, MostRowsForRowForests = 50_000;

    /// <summary>Most promising first; those that this process does not have are left out.</summary>
    public static ImmutableArray<string> For(LearningProblem problem, SearchShape shape) => problem.Aim switch
    {
        LearningAim.Quantile => Known(
        [
            "gradient_boosting", "lightgbm", .. shape.Values <= MostValuesForSimplex ? (string[])["quantile_regression"] : [],
            .. shape.Rows <= MostRowsForRowForests ? (string[])["quantile_forest"] : [],
        ]),
        // Regressions of the grade rank, too: by what they expect of each row alone.
        LearningAim.Ranking => Known(["gradient_boosting", "lightgbm", "extra_trees", "random_forest", "ridge"]),
        LearningAim.Ordinal => Known(["ordinal_boosting", "ordinal_logistic", .. Opening.TrainersFor(shape)]),
        LearningAim.Count => Known(["gradient_boosting", "lightgbm", "poisson_regression", "tweedie_regression", "extra_trees", "random_forest"]),
        _ => Opening.TrainersFor(shape),
    };

    /// <summary>What is tried first, with the hyper-parameters that there are under the plan.</summary>
    public static ImmutableArray<Candidate> First(RunPlan plan, ImmutableArray<Candidate> portfolio) =>
        PlanTerms.Of(plan).AreFree ? portfolio : [.. portfolio.Select(c => c with { Parameters = Allowed(plan, c) })];

    private static HyperParameters Allowed(RunPlan plan, Candidate candidate)
    {
        var space = CandidateSpace.Of(plan, Trainers.Get(candidate.Trainer)).Parameters;
        return candidate.Parameters.Values.Where(value => space.Any(p => p.Name == value.Key))
            .Aggregate(HyperParameters.Empty, (all, value) => all.With(value.Key, value.Value));
    }

    private static ImmutableArray<string> Known(ImmutableArray<string> names) =>
        [.. names.Where(name => Trainers.All.Any(t => t.Name == name)).Distinct(StringComparer.Ordinal)];
}
