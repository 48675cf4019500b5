using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Kolosal.Classification;

namespace Kolosal.Privacy;

/// <param name="DatasetId">The dataset to look through.</param>
internal sealed record ScanRequest([property: JsonRequired] string DatasetId);

/// <param name="DatasetId">The dataset; it stays as it is.</param>
/// <param name="Columns">Treatments, one a column.</param>
/// <param name="Anonymity">What rows are to reach together.</param>
/// <param name="Name">A name for the new dataset.</param>
internal sealed record AnonymizeRequest(
    [property: JsonRequired] string DatasetId, [property: MaxLength(4_096)] ColumnMethod[]? Columns = null, AnonymityGoal? Anonymity = null,
    string? Name = null)
{
    public AnonymisationRequest ToRequest() => new([.. Columns ?? []], Anonymity);
}

/// <param name="DefaultDays">For what no rule fits; left out keeps it.</param>
/// <param name="Rules">In order.</param>
internal sealed record RetentionRequest(
    [property: Range(1, 36_500)] int? DefaultDays = null, [property: MaxLength(100)] RetentionRuleRequest[]? Rules = null)
{
    public RetentionSchedule ToSchedule() => new(
        DefaultDays, [.. (Rules ?? []).Select(rule => new RetentionRule(rule.Sensitivity, rule.DataType, rule.Days))]);
}

/// <param name="Days">Days from the dataset's creation.</param>
/// <param name="Sensitivity">Fits classifications of this sensitivity; left out fits any.</param>
/// <param name="DataType">Fits this type; left out fits any.</param>
internal sealed record RetentionRuleRequest(
    [property: JsonRequired, Range(1, 36_500)] int Days, Sensitivity? Sensitivity = null, DataKind? DataType = null);

/// <param name="Subject">By what the person is known: a row with any of these values is theirs.</param>
/// <param name="Ticket">The request's number elsewhere; nothing that names the person.</param>
/// <param name="Predictions">Ids of predictions about the person, whose inputs are taken out of the log.</param>
/// <param name="Packages">What becomes of stored model packages that hold the person literally and do not serve.</param>
internal sealed record ErasureRequest(
    [property: JsonRequired, MinLength(1), MaxLength(20)] SubjectIdentifier[] Subject, string? Ticket = null,
    [property: MaxLength(10_000)] string[]? Predictions = null, ErasureChoice Packages = ErasureChoice.Keep)
{
    public ErasureScope ToScope() => new(Predictions ?? [], Packages == ErasureChoice.Remove);
}

/// <param name="Column">The column's name, in whatever dataset.</param>
/// <param name="Value">The person's value.</param>
internal sealed record SubjectIdentifier([property: JsonRequired] string Column, [property: JsonRequired] string Value);

/// <param name="Epsilon">Most ε of all queries together, above 0.</param>
/// <param name="Delta">Most δ, from 0 to below 1.</param>
internal sealed record BudgetRequest([property: JsonRequired] double Epsilon, double Delta = 0)
{
    private const double GreatestBudget = 1_000;

    public Refusal? Refuse()
    {
        var errors = ImmutableDictionary.CreateBuilder<string, string>();
        if (Epsilon is not (>= PrivateQuery.LeastEpsilon and <= GreatestBudget)) errors["$.epsilon"] = "Expected an ε from 0.000001 to 1000.";
        if (Delta is not (>= 0 and <= PrivateQuery.GreatestDelta)) errors["$.delta"] = "Expected a δ from 0 to 0.5.";
        return errors.Count == 0 ? null
            : new(RefusalKind.Unprocessable, "privacy.bad-budget", "The budget cannot be set like this; see errors.", errors.ToImmutable());
    }
}

/// <param name="DatasetId">The dataset.</param>
/// <param name="Query"><c>count</c>, <c>sum</c>, <c>mean</c> or <c>histogram</c>.</param>
/// <param name="Epsilon">ε it may spend.</param>
/// <param name="Delta">δ it may spend; 0 for Laplace noise, above 0 for Gaussian.</param>
/// <param name="Column">What it is about.</param>
/// <param name="Lower">sum and mean: lower bound of values.</param>
/// <param name="Upper">sum and mean: upper bound of values.</param>
/// <param name="Categories">histogram: the categories.</param>
/// <param name="Edges">histogram of numbers: ascending edges.</param>
/// <param name="Where">Only rows of which this holds.</param>
/// <param name="QueryId">Names the query, so that it can be repeated; made up when left out.</param>
internal sealed record PrivateQueryRequest(
    [property: JsonRequired] string DatasetId, [property: JsonRequired] string Query, [property: JsonRequired] double Epsilon, double Delta = 0,
    string? Column = null, double? Lower = null, double? Upper = null, [property: MaxLength(1_000)] string[]? Categories = null,
    [property: MaxLength(1_001)] double[]? Edges = null, QueryFilter? Where = null, string? QueryId = null)
{
    public PrivateQuery ToQuery() => new(
        Query, Column, Lower, Upper, [.. Categories ?? []], [.. Edges ?? []], Where?.Column, Where?.EqualTo, Epsilon, Delta);
}

/// <param name="Column">Rows with a value in this column…</param>
/// <param name="EqualTo">…that is this.</param>
internal sealed record QueryFilter([property: JsonRequired] string Column, [property: JsonRequired] string EqualTo);
