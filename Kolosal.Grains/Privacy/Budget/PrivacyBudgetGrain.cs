using System.Globalization;
using System.Text.Json;
using Kolosal.Storage;

namespace Kolosal.Privacy;

/// <remarks>Keeps <see cref="PrivacyBudgetState"/>, listed as <c>privacy_budget</c>. Calls the audit trail alone. One turn at a time decides and
/// writes, so two queries cannot both spend the last of a budget.</remarks>
internal sealed class PrivacyBudgetGrain(
    [PersistentState("privacy-budget")] IPersistentState<PrivacyBudgetState> storage, ICatalogue catalogue, TimeProvider clock)
    : RecordGrain<PrivacyBudgetState>(storage, catalogue, clock), IPrivacyBudgetGrain
{
    private const int MostQueries = 10_000;

    protected override string CatalogueKind => CatalogueKinds.PrivacyBudget;

    private string Subject => $"datasets/{Key.Id}";

    public Task<Result<PrivacyBudget>> GetAsync() => Task.FromResult<Result<PrivacyBudget>>(State.IsSet ? State.Read(Key.Id) : NotSet());

    public async Task<Result<PrivacyBudget>> SetAsync(double epsilon, double delta)
    {
        if (State.IsSet && (State.Epsilon, State.Delta) == (epsilon, delta)) return State.Read(Key.Id);
        if (State.IsSet && (epsilon > State.Epsilon || delta > State.Delta))
            return Refusal.Conflict("privacy.budget-raised",
                $"The budget is {Text(State.Epsilon)} (δ {Text(State.Delta)}) and is not raised: who gave the data was promised no more than that.");
        if (!State.IsSpentWithin(epsilon, delta))
            return Refusal.Conflict("privacy.budget-spent", $"ε {Text(State.SpentEpsilon)} and δ {Text(State.SpentDelta)} are spent already.");
        (State.Epsilon, State.Delta) = (epsilon, delta);
        await CommitAsync("privacy.set-budget", Subject, detail: JsonSerializer.Serialize(new { epsilon = Text(epsilon), delta = Text(delta) }));
        return State.Read(Key.Id);
    }

    public async Task<Result<PrivacyBudget>> InheritAsync(PrivacyBudget from)
    {
        if (State.IsSet) return State.Read(Key.Id);
        State.Inherit(from);
        await CommitAsync("privacy.inherit-budget", Subject, detail: JsonSerializer.Serialize(new { from = from.DatasetId }));
        return State.Read(Key.Id);
    }

    public async Task<Result<PrivacyCharge>> ChargeAsync(PrivateQueryCharge charge)
    {
        if (!State.IsSet) return NotSet();
        if (State.Queries.TryGetValue(charge.QueryId, out var known))
        {
            return known.Fingerprint == charge.Fingerprint ? new PrivacyCharge([.. known.Values ?? []], State.Read(Key.Id))
                : Refusal.Conflict("privacy.query-id-taken", $"'{charge.QueryId}' names another query. Give a new id, or none.");
        }

        if (!State.Affords(charge.Epsilon, charge.Delta))
        {
            var left = State.Read(Key.Id);
            return Refusal.Conflict("privacy.budget-out",
                $"The query costs ε {Text(charge.Epsilon)} and δ {Text(charge.Delta)}; ε {Text(left.RemainingEpsilon)} and δ "
                + $"{Text(left.RemainingDelta)} are left of the dataset's budget. Ask for less, or ask nothing more.");
        }

        if (State.Queries.Count >= MostQueries)
            return Refusal.Conflict("privacy.too-many-queries", $"A dataset answers at most {MostQueries} private queries.");
        State.Charge(charge, Clock.GetUtcNow(), Actor);
        await CommitAsync("privacy.charge", Subject, detail: JsonSerializer.Serialize(
            new { query_id = charge.QueryId, fingerprint = charge.Fingerprint, epsilon = Text(charge.Epsilon), delta = Text(charge.Delta) }));
        return new PrivacyCharge([], State.Read(Key.Id));
    }

    public async Task<Result<PrivacyCharge>> AnswerAsync(string queryId, ImmutableArray<double> values)
    {
        if (!State.Queries.TryGetValue(queryId, out var entry))
            return Refusal.NotFound("privacy.no-such-query", $"No query '{queryId}' was charged.");
        if (entry.Values is null)
        {
            entry.Values = [.. values];
            await StoreAsync();
        }

        return new PrivacyCharge([.. entry.Values], State.Read(Key.Id));
    }

    protected override object? Describe() => State.IsSet ? State.Read(Key.Id) : null;

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private Refusal NotSet() => Refusal.NotFound("privacy.no-budget",
        $"{Key.Id} has no privacy budget; PUT /api/privacy/budgets/{Key.Id} sets one.");
}
