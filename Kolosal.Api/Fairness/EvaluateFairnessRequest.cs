using System.ComponentModel.DataAnnotations;

namespace Kolosal.Fairness;

/// <summary>Decisions to be judged, row by row, or a model to be scanned.</summary>
/// <param name="Decisions">1 for the favourable decision, 0 for the other. Needed unless a model is named.</param>
/// <param name="Groups">By protected attribute: the group of each row. Needed unless a model is named.</param>
/// <param name="Outcomes">1 where the favourable decision was, or would have been, right; left out when not known.</param>
/// <param name="Scores">Probability of the favourable outcome, 0 to 1, for calibration within groups; only with outcomes.</param>
/// <param name="Features">One row of finite numbers a decision, for individual consistency.</param>
/// <param name="Neighbours">Nearest others that consistency compares with. Default: 5.</param>
/// <param name="ModelId">A model to scan in place of decisions.</param>
/// <param name="Version">Its version: a number or an alias (<c>@challenger</c>). Default: the active one.</param>
/// <param name="DatasetId">Rows that it has not learnt from. Default: its evaluation on the rows held out when it was made.</param>
/// <param name="Attributes">Of a model: protected columns. Default: those that model and dataset declare.</param>
/// <param name="Favourable">Of a model: the favourable class. Default: the declared one.</param>
/// <param name="Bands">Of a model: ascending edges of bands by numeric attribute. Default: quartiles.</param>
/// <param name="Intersections">Whether every two attributes are judged crossed, and all together when there are more. Default: no of decisions, yes
/// of a model.</param>
/// <param name="MinimumGroupRows">Groups with fewer rows to divide by are shown and not judged. Default: 30.</param>
/// <param name="MinimumImpactRatio">Smallest disparate impact that passes. Default: 0.8.</param>
/// <param name="MaximumDifference">Largest difference of rates of outcomes that passes. Default: 0.1.</param>
/// <param name="FalseAlarm">Probability of naming anything where every limit is kept. Default: 0.01.</param>
/// <param name="Seed">Of the rows drawn where there are too many.</param>
internal sealed record EvaluateFairnessRequest(
    int[]? Decisions = null, Dictionary<string, string[]>? Groups = null, int[]? Outcomes = null, double[]? Scores = null,
        double[][]? Features = null,
    [property: Range(1, 100)] int Neighbours = 5, string? ModelId = null, string? Version = null, string? DatasetId = null,
        string[]? Attributes = null,
    string? Favourable = null, Dictionary<string, double[]>? Bands = null, bool? Intersections = null,
    [property: Range(1, 1_000_000)] int MinimumGroupRows = 30, [property: Range(0.01, 1)] double MinimumImpactRatio = 0.8,
    [property: Range(0.0, 1)] double MaximumDifference = 0.1, [property: Range(0.0001, 0.5)] double FalseAlarm = 0.01,
    [property: Range(0, int.MaxValue)] int Seed = 0)
{
    private FairnessLimits Limits => new(MinimumGroupRows, MinimumImpactRatio, FalseAlarm, MaximumDifference);

    /// <summary>The evaluation of the decisions given, or what is wrong with the rows.</summary>
    public Result<FairnessEvaluation> Evaluate(CancellationToken cancel)
    {
        if (Decisions is null) return FairnessRows.Bad("$.decisions", "Expected decisions with their groups, or a model_id; got neither.");
        if (Groups is null) return FairnessRows.Bad("$.groups", "Expected the group of each row by protected attribute, got none.");
        if (FairnessRows.Foreign("It belongs to a model; give model_id, or leave it out.", (DatasetId, "dataset_id"), (Version, "version"),
            (Attributes, "attributes"), (Favourable, "favourable"), (Bands, "bands")) is { } foreign) return foreign;
        if (FairnessRows.Fault(Decisions.Length, ("$.decisions", Decisions), ("$.outcomes", Outcomes)) is { } fault) return fault;
        if (FairnessRows.Fault(Decisions.Length, Groups) is { } wrong) return wrong;
        if (Scores is not null && Outcomes is null) return FairnessRows.Bad("$.scores", "Scores are compared with outcomes; give those, too.");
        if (FairnessRows.Fault(Decisions.Length, Scores) is { } score) return score;
        if (FairnessRows.Fault(Decisions.Length, Features, Neighbours) is { } feature) return feature;
        bool[] decisions = FairnessRows.Flags(Decisions);
        var consistency = Features is null ? null
            : IndividualConsistency.Of([.. Features.SelectMany(row => row)], Features[0].Length, decisions, Neighbours, (ulong)Seed, cancel);
        return FairnessEvaluation.Of(decisions, Outcomes is null ? null : FairnessRows.Flags(Outcomes), Scores, Groups, Intersections ?? false,
            Limits,
            consistency);
    }

    /// <summary>What is asked of a model, or what is wrong with it.</summary>
    public Result<ModelEvaluationOrder> ToOrder()
    {
        if (FairnessRows.Foreign("A model's own decisions are judged; leave it out, or leave model_id out.", (Decisions, "decisions"),
            (Groups, "groups"), (Outcomes, "outcomes"), (Scores, "scores"), (Features, "features")) is { } foreign) return foreign;
        if (FairnessRows.Bands(Bands, out var bands) is { } fault) return fault;
        return new ModelEvaluationOrder(Version, DatasetId, [.. Attributes ?? []], Favourable, bands, Intersections ?? true, (ulong)Seed, Limits);
    }
}
