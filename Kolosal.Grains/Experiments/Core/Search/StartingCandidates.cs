using Kolosal.Learning;

namespace Kolosal.Experiments;

/// <summary>Where a search begins: trainers that suit a table, and what is tried first.</summary>
/// <remarks>
/// Order matters under a budget: what is nearly always good and quick comes first. Settings were chosen by cross-validation on training parts and
/// on generated problems, never by a test score.
/// </remarks>
public static class StartingCandidates
{
    /// <summary>Trainers whose time grows with the square of the rows, and how many rows they are tried on.</summary>
    private const int MostRowsForKernels = 3_000, MostRowsForProcesses = 1_000, MostRowsForNeighbours = 10_000, MostValuesForNetworks = 3_000_000;

    private const int FewRows = 5_000;

    private static readonly ImmutableArray<string> Quick =
        ["gradient_boosting", "lightgbm", "logistic_regression", "ridge", "poisson_regression", "explainable_boosting"];

    /// <summary>The trainers of a search that names none, most promising first; those that this build does not have are left out.</summary>
    public static ImmutableArray<string> TrainersFor(SearchShape shape) =>
    [
        .. Wanted(shape).Select(name => Trainers.All.FirstOrDefault(t => t.Name == name))
            .Where(t => t is not null && t.Supports(shape.Task) && shape.Rows <= t.MaxRows).Select(t => t!.Name).Distinct(),
    ];

    /// <summary>What is tried first: for each trainer its defaults or what is better for such a table, then further settings.</summary>
    /// <param name="shape">The table.</param>
    /// <param name="trainers">Those that may be used.</param>
    public static ImmutableArray<Candidate> For(SearchShape shape, ImmutableArray<string> trainers)
    {
        Candidate[] first = [.. trainers.Select(name =>
            name is "extra_trees" or "random_forest" ? Forest(name, shape) : new Candidate(name, HyperParameters.Empty))];
        Candidate[] further = [.. Further(shape).Where(f => trainers.Contains(f.Trainer))];
        if (shape.Rows <= FewRows) return [.. first, .. further];
        // Of many rows, what is slow waits until the quick ones have shown what can be reached.
        bool IsQuick(Candidate candidate) => Quick.Contains(candidate.Trainer);
        return [.. first.Where(IsQuick), .. further.Where(IsQuick), .. first.Where(c => !IsQuick(c)), .. further.Where(c => !IsQuick(c))];
    }

    private static IEnumerable<string> Wanted(SearchShape shape)
    {
        yield return "gradient_boosting";
        yield return "logistic_regression";
        yield return "ridge";
        yield return "lightgbm";
        yield return "extra_trees";
        yield return "random_forest";
        yield return "explainable_boosting";
        if (shape.CountTarget) yield return "poisson_regression";
        if (shape.Values <= MostValuesForNetworks)
        {
            yield return "tabular_network";
            yield return "mlp";
        }
        if (shape.Rows <= MostRowsForKernels) yield return "svm";
        if (shape.Rows <= MostRowsForProcesses) yield return "gaussian_process";
        if (shape.Rows <= MostRowsForNeighbours && shape.CategoryShare < 0.5) yield return "k_nearest_neighbours";
        if (shape.Rows <= MostRowsForKernels) yield return "linear_discriminant";
        if (shape.Rows <= MostRowsForKernels) yield return "elastic_net";
    }

    private static IEnumerable<Candidate> Further(SearchShape shape)
    {
        bool small = shape.Rows < 3_000, large = shape.Rows > 20_000;
        yield return Of("gradient_boosting", ("trees", 300), ("learning_rate", 0.08), ("max_leaves", 8), ("max_depth", 3), ("column_sample", 0.7));
        yield return Of("logistic_regression", ("c", 0.05));
        yield return Of("ridge", ("alpha", 30));
        if (shape.Choices.SkewedTarget)
            yield return Logarithmic(Of("gradient_boosting", ("trees", 600), ("learning_rate", 0.05), ("max_leaves", 31), ("row_sample", 0.8),
                ("column_sample", 0.5), ("min_rows_per_leaf", 10)));
        yield return Of("mlp", ("encoding_bins", 16), ("units", 128), ("dropout", 0.2));
        yield return Of("gradient_boosting", ("trees", 300), ("learning_rate", 0.05), ("max_leaves", 16), ("row_sample", 0.8),
            ("column_sample", 0.6));
        if (small)
            yield return Of("gradient_boosting", ("trees", 300), ("learning_rate", 0.03), ("max_leaves", 6), ("min_rows_per_leaf", 10),
                ("row_sample", 0.7), ("column_sample", 0.5), ("l2", 5));
        else
        {
            yield return Of("gradient_boosting", ("trees", large ? 400 : 600), ("learning_rate", 0.05), ("max_leaves", 31), ("row_sample", 0.8),
                ("column_sample", 0.5), ("min_rows_per_leaf", 30));
            yield return Of("gradient_boosting", ("trees", 1200), ("learning_rate", 0.04), ("max_leaves", 96), ("row_sample", 0.8),
                ("column_sample", 0.5), ("min_rows_per_leaf", 10));
            yield return Of("gradient_boosting", ("trees", 600), ("learning_rate", 0.05), ("max_leaves", 8), ("row_sample", 0.8),
                ("column_sample", 0.4));
        }
    }

    /// <summary>Leaves of a few rows: nearly as good as full trees alone, as good in an ensemble, and a tenth of their size.</summary>
    private static Candidate Forest(string trainer, SearchShape shape) => new(trainer,
        Of(trainer, ("trees", shape.Rows < 3_000 ? 300 : 120), ("min_rows_per_leaf", shape.Rows < 3_000 ? 2 : 4)).Parameters
            .With("columns", "share").With("column_share", shape.Task == LearningTask.Regression ? 0.5 : 0.4));

    private static Candidate Logarithmic(Candidate candidate) =>
        candidate with { Parameters = candidate.Parameters.With(CandidateSpace.Prefix + "target", "log") };

    private static Candidate Of(string trainer, params (string Name, double Value)[] values) =>
        new(trainer, values.Aggregate(HyperParameters.Empty, (all, v) => all.With(v.Name, v.Value)));
}
