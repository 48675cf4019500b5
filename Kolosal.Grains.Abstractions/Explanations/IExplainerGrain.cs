using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Explanations;

/// <summary>Explains one model. Key <c>workspace/name</c>; many hands, no truth of its own.</summary>
[Alias("kolosal.explanations.IExplainerGrain")]
public interface IExplainerGrain : IGrainWithStringKey
{
    /// <summary>Answers what is asked about the model or about rows. Nothing is kept.</summary>
    /// <remarks>
    /// Refuses what <c>IModelGrain.GetVersionAsync</c> refuses, <c>explain.bad-option</c> (400, by JSON path), rows as predictions do,
    /// <c>explain.too-many-rows</c> (413), <c>explain.no-such-prediction</c> (404), <c>explain.other-version</c> (409), and with 422
    /// <c>explain.no-held-out-rows</c>, <c>explain.training-rows</c>, <c>explain.columns-missing</c>, <c>explain.no-outcomes</c>,
    /// <c>explain.no-reasons</c>, <c>explain.no-favourable-class</c>, <c>explain.no-decision-path</c>, <c>explain.impossible</c>.
    /// </remarks>
    [Alias("Explain"), ReadOnly, RequiresPermission(Permission.ExplainRead)]
    Task<Result<ExplanationDocument>> ExplainAsync(ExplanationRequest request, CancellationToken cancel = default);

    /// <summary>What the model is made of (<c>model_structure</c>), or how it does on rows that it has not learnt from (<c>evaluation</c>): for
    /// whoever
    /// may read models. Refuses as <see cref="ExplainAsync"/>.</summary>
    [Alias("Inspect"), ReadOnly, RequiresPermission(Permission.ModelsRead)]
    Task<Result<ExplanationDocument>> InspectAsync(ExplanationRequest request, CancellationToken cancel = default);
}

/// <summary>What is asked.</summary>
/// <param name="Kind"><c>local</c>, <c>reasons</c>, <c>decision_path</c>, <c>counterfactual</c>, <c>partial_dependence</c>, <c>importance</c>,
/// <c>global</c>, <c>model_structure</c> or <c>evaluation</c>.</param>
/// <param name="Reference">Null for the active version (of predictions: the one that answered), a number (<c>3</c>), or an alias
/// (<c>@challenger</c>).</param>
/// <param name="Rows">UTF-8 of a JSON array of rows; null where none are given. Not changed by anyone after the call.</param>
/// <param name="PredictionIds">Predictions whose rows are read from the log; empty where none are meant.</param>
/// <param name="DatasetId">A dataset in place of rows, or of the rows that were held out when the version was made.</param>
/// <param name="Terms">How, a JSON object; <c>{}</c> takes every default.</param>
[GenerateSerializer, Immutable, Alias("kolosal.explanation-request")]
public sealed record ExplanationRequest(
    string Kind, string? Reference, byte[]? Rows, ImmutableArray<string> PredictionIds, string? DatasetId, string Terms)
{
    /// <summary>About the whole model.</summary>
    public static ExplanationRequest Of(string kind, string? reference, string terms = "{}") => new(kind, reference, null, [], null, terms);
}

/// <summary>An answer.</summary>
/// <param name="Json">The document as the front door sends it.</param>
[GenerateSerializer, Immutable, Alias("kolosal.explanation-document")]
public sealed record ExplanationDocument(string Json);

public static class ExplainerGrains
{
    public static IExplainerGrain Explainer(this IGrainFactory grains, ModelKey model) => grains.GetGrain<IExplainerGrain>(model.ToString());
}
