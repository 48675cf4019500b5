using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Privacy;

/// <summary>What private queries may give away about a dataset, and what they have given. Key <c>workspace/ds_…</c>.</summary>
/// <remarks>
/// A query is charged before it is answered and its answer is kept with the charge: whoever repeats a query is told the same number again, so no
/// charge buys two answers. The budget outlives the dataset's deletion, since the same content brought again is the same dataset.
/// </remarks>
[Alias("kolosal.privacy.IPrivacyBudgetGrain")]
public interface IPrivacyBudgetGrain : IGrainWithStringKey
{
    /// <summary>The budget and what is left; 404 while none is set.</summary>
    [Alias("Get"), ReadOnly, RequiresPermission(Permission.PrivacyRead)]
    Task<Result<PrivacyBudget>> GetAsync();

    /// <summary>Sets the budget. It can be lowered later, down to what is spent, and never raised: what was promised to people stays promised (409).
    /// </summary>
    [Alias("Set"), RequiresPermission(Permission.PrivacyWrite)]
    Task<Result<PrivacyBudget>> SetAsync(double epsilon, double delta);

    /// <summary>Takes over budget and spending of the dataset that this one replaces; nothing happens where a budget is set.</summary>
    [Alias("Inherit"), RequiresPermission(Permission.PrivacyWrite)]
    Task<Result<PrivacyBudget>> InheritAsync(PrivacyBudget from);

    /// <summary>Charges a query once, or finds its charge. 409 when the budget is out, and when the id names another query.</summary>
    [Alias("Charge"), RequiresPermission(Permission.PrivacyQuery)]
    Task<Result<PrivacyCharge>> ChargeAsync(PrivateQueryCharge charge);

    /// <summary>Keeps the answer of a charged query; the first one stands, and is what is answered.</summary>
    /// <param name="queryId">A charged query.</param>
    /// <param name="values">Its noisy figures.</param>
    [Alias("Answer"), RequiresPermission(Permission.PrivacyQuery)]
    Task<Result<PrivacyCharge>> AnswerAsync(string queryId, ImmutableArray<double> values);
}

/// <summary>A dataset's privacy budget under basic composition.</summary>
/// <param name="DatasetId">The dataset.</param>
/// <param name="Epsilon">Most ε of all queries together.</param>
/// <param name="Delta">Most δ.</param>
/// <param name="SpentEpsilon">ε spent.</param>
/// <param name="SpentDelta">δ spent.</param>
/// <param name="RemainingEpsilon">ε left.</param>
/// <param name="RemainingDelta">δ left.</param>
/// <param name="Queries">Queries charged.</param>
/// <param name="Revision">Counts changes.</param>
[GenerateSerializer, Immutable, Alias("kolosal.privacy-budget")]
public sealed record PrivacyBudget(
    string DatasetId, double Epsilon, double Delta, double SpentEpsilon, double SpentDelta, double RemainingEpsilon, double RemainingDelta,
    int Queries, long Revision);

/// <summary>A query that asks to be charged.</summary>
/// <param name="QueryId">Names it for ever.</param>
/// <param name="Fingerprint">SHA-256 of what it asks: the same id must ask the same.</param>
/// <param name="Epsilon">ε it spends, &gt; 0.</param>
/// <param name="Delta">δ it spends, ≥ 0.</param>
[GenerateSerializer, Immutable, Alias("kolosal.private-query-charge")]
public sealed record PrivateQueryCharge(string QueryId, string Fingerprint, double Epsilon, double Delta);

/// <summary>A charged query.</summary>
/// <param name="Values">Its answer; empty while it has none.</param>
/// <param name="Budget">The budget after the charge.</param>
[GenerateSerializer, Immutable, Alias("kolosal.privacy-charge")]
public sealed record PrivacyCharge(ImmutableArray<double> Values, PrivacyBudget Budget);
