using Kolosal.Tabular;

namespace Kolosal.Explanations;

/// <summary>All that an answer follows from; the computing itself is the core's.</summary>
/// <param name="Version">The version.</param>
/// <param name="Kind">What is asked.</param>
/// <param name="Terms">How.</param>
/// <param name="Rows">The rows that are asked about; empty where the whole model is.</param>
/// <param name="Table">A dataset's rows; null where none was named.</param>
/// <param name="DatasetId">Its id.</param>
/// <param name="Dictionary">Of reasons; null for everything else.</param>
/// <param name="Notes">What is known already that a reader should know.</param>
/// <param name="Clock">For time limits.</param>
/// <param name="Options">How many rows.</param>
internal sealed record ExplanationWork(
    ExplainedVersion Version, string Kind, ExplanationTerms Terms, ImmutableArray<AskedRow> Rows, Frame? Table, string? DatasetId,
    ReasonDictionary? Dictionary, ImmutableArray<string> Notes, TimeProvider Clock, ExplanationsOptions Options)
{
    private ExplainedModel Model => Version.Model;

    /// <summary>The report of the kind.</summary>
    public Result<object> Run(CancellationToken cancel, Action<double>? progress) => Kind switch
    {
        ExplanationKinds.Local => LocalReport.Of(Model, Version.Game(Terms.Evaluations), Version.Background, Rows, Terms, cancel, progress),
        ExplanationKinds.Reasons => Reasons(cancel, progress),
        ExplanationKinds.DecisionPath => PathReport.Of(Model, Version.Sample, Rows, Terms, cancel, progress),
        ExplanationKinds.Counterfactual => ChangeSearch.Find(Model, Version.Sample, Rows, Version.Protected, Terms, Seconds, cancel, progress),
        ExplanationKinds.Effect => EffectReport.Of(Model, Usual(), Terms, cancel),
        ExplanationKinds.Global => GlobalReport.Of(
            Model, Version.Game(Terms.Evaluations), Version.Background, Usual(), Terms, cancel, progress),
        ExplanationKinds.Importance => Judged((rows, source) => ImportanceReport.Of(Model,
            UsualRows.Draw(rows, Terms.Rows ?? Options.HeldOutRows, Terms.Seed), source, Version.Registration.Evaluation.PrimaryMetric, Terms,
                cancel)),
        ExplanationKinds.Structure => StructureReport.Of(Model, Terms),
        _ => Judged((rows, source) => EvaluationReport.Of(
            Model, rows, source, Version.Registration.Evaluation.PrimaryMetric, Terms, cancel)),
    };

    // A reading of the clock that core code may take.
    private double Seconds() => (double)Clock.GetTimestamp() / Clock.TimestampFrequency;

    private Result<object> Reasons(CancellationToken cancel, Action<double>? progress)
    {
        var reference = Version.Registration.Reference;
        string? favourable = Dictionary!.Declaration.Favourable
            ?? (reference.FavourableClass is { } at && at < reference.Classes.Length ? reference.Classes[at] : null);
        if (favourable is null)
            return Refusal.Unprocessable("explain.no-favourable-class", "Neither the dictionary nor the version says which decision is favourable; "
                + "declare it as 'favourable' with PUT /api/explain/reasons/{model_id}.");
        return AdverseReasons.Of(Model, Version.Game(Terms.Evaluations), Version.Background, Rows, favourable,
            [.. Dictionary.Declaration.Entries.Select(entry => new ReasonText(entry.Column, entry.Code, entry.Text))], Terms, cancel, progress);
    }

    /// <summary>Rows that stand for what occurs: the version's, or the dataset's.</summary>
    private UsualRows Usual() => Table is null ? Version.Sample.Take(Terms.Rows ?? Options.SampleRows)
        : UsualRows.Of(Model, Table, Terms.Rows ?? Options.SampleRows, Terms.Seed, DatasetId!);

    /// <summary>Computes on rows that the version has not learnt from.</summary>
    private Result<object> Judged(Func<Frame, string, object> compute)
    {
        // In so many words: a refusal beside an object would become the object.
        if (Table is null)
        {
            if (Version.HeldOut is { } heldOut) return compute(heldOut, "held_out");
            var why = Version.WhyNoHeldOut!;
            return why with { Message = $"{why.Message} Give a dataset that it has not learnt from as dataset_id." };
        }
        string target = Model.Problem.Target;
        var classes = Model.Outputs.ToHashSet(StringComparer.Ordinal);
        int[] known = [.. Enumerable.Range(0, Table.Rows).Where(row => Model.IsRegression
            ? !Table[target].IsMissing(row) : Table[target].TextAt(row) is { } label && classes.Contains(label))];
        if (known.Length == 0)
            return Refusal.Unprocessable("explain.no-outcomes", $"No row of '{DatasetId}' has a value in '{target}' that the model predicts.");
        return compute(known.Length < Table.Rows ? Table.SelectRows(known) : Table, DatasetId!);
    }
}
