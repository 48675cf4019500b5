using Kolosal.Learning;
using Kolosal.Learning.Metrics;
using Kolosal.Learning.Pipelines;
using Kolosal.Learning.Trees;
using Kolosal.Learning.Validation;
using Kolosal.Tabular;

namespace Kolosal.Fairness;

/// <summary>Whether the features together give a protected attribute away.</summary>
internal static class JointProxy
{
    private const int Folds = 3, LeastRowsOfGroup = 10, MostGroups = 10;

    /// <summary>Small trees: the question is whether there is something to find, not how much at best.</summary>
    private static readonly HyperParameters Small = HyperParameters.Empty.With("trees", 40).With("max_leaves", 15);

    /// <param name="attribute">The attribute, of all rows.</param>
    /// <param name="drawn">The rows drawn.</param>
    /// <param name="features">Features in the drawn rows.</param>
    /// <param name="seed">Of folds and trees.</param>
    /// <param name="notes">Told why it was not tried.</param>
    /// <param name="cancel">Polled by the trees.</param>
    public static AttributePredictability? Of(LabelledRows attribute, int[] drawn, IReadOnlyList<(ColumnSchema Schema, Column Column)> features,
        ulong seed,
        List<string> notes, CancellationToken cancel)
    {
        const string Own = "\u0001attribute";
        var used = features.Where(f => f.Schema.Name != attribute.Name && f.Column is not TextColumn).ToArray();
        var sizes = drawn.CountBy(row => attribute.GroupOf[row]).Where(g => g.Value >= LeastRowsOfGroup).OrderByDescending(g =>
            g.Value).Take(MostGroups)
            .ToDictionary();
        if (used.Length == 0 || sizes.Count < 2)
        {
            notes.Add($"Whether features tell '{attribute.Name}' was not tried: it takes a feature and two groups of {LeastRowsOfGroup} rows.");
            return null;
        }
        int[] kept = [.. Enumerable.Range(0, drawn.Length).Where(i => sizes.ContainsKey(attribute.GroupOf[drawn[i]]))];
        var table = new Frame(
            new TableSchema([.. used.Select(f => f.Schema with { Role = ColumnRole.Feature, Protected = false }),
                new(Own, ColumnType.Categorical, ColumnRole.Target)]),
            [
                .. used.Select(f => f.Column.Take(kept)),
                CategoricalColumn.From(kept.Select(i => attribute.Labels[attribute.GroupOf[drawn[i]]])),
            ]);
        try
        {
            var problem = LearningProblem.Infer(table, Own);
            var metric = problem.Task == LearningTask.Binary ? Metrics.RocAuc : Metrics.All.First(m => m.Name == "roc_auc_ovr");
            var found = CrossValidation.Evaluate(table, problem, GradientBoostingTrainer.Descriptor, Small, Learning.Validation.Folds.Stratified(
                problem.Labels(table), Folds, seed), metric, seed, cancel);
            int[] scored = found.PredictedRows(problem.Outputs);
            var estimate = metric.Estimate(
                CrossValidation.Scored(table.SelectRows(scored), problem, [.. found.OutOfFold]), seed, resamples: 50, cancel: cancel);
            return !double.IsFinite(estimate.Value) ? null
                : new(estimate.Value, Finite(estimate.Low, 0), Finite(estimate.High, 1), kept.Length, used.Length);
        }
        catch (TrainingException cannot)
        {
            notes.Add($"Whether features tell '{attribute.Name}' could not be tried: {cannot.Message}");
            return null;
        }
    }

    private static double Finite(double value, double otherwise) => double.IsFinite(value) ? value : otherwise;
}
