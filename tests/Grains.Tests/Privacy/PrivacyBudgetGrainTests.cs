using Kolosal.Support;
using Kolosal.Testing;

namespace Kolosal.Privacy;

[Collection(PlainSiloCollection.Name)]
public sealed class PrivacyBudgetGrainTests(PlainSilo shared)
{
    private readonly PlatformSilo silo = shared.Silo;
    private readonly string ws = $"ws-{Guid.NewGuid():N}";

    private IPrivacyBudgetGrain Ledger => silo.Grains.PrivacyBudget(new(ws, "ds_a"));

    [Fact]
    public async Task A_budget_is_spent_once_whoever_asks_at_the_same_time()
    {
        await Ledger.SetAsync(1, 0);
        var charges = await Task.WhenAll(Enumerable.Range(0, 25).Select(i => Ledger.ChargeAsync(new($"q{i}", $"f{i}", 0.1, 0))));
        Assert.Equal(10, charges.Count(charge => charge.Accepted));
        Assert.All(charges.Where(charge => !charge.Accepted), charge => Assert.Equal("privacy.budget-out", charge.Refusal!.Code));
        var budget = (await Ledger.GetAsync()).Value!;
        Assert.Equal((10, 1.0, 0.0), (budget.Queries, budget.SpentEpsilon, budget.RemainingEpsilon), new Near());
    }

    [Fact]
    public async Task A_repeated_query_is_told_the_first_answer_and_pays_nothing()
    {
        await Ledger.SetAsync(1, 0);
        Assert.Empty((await Ledger.ChargeAsync(new("q", "f", 0.6, 0))).Value!.Values);
        Assert.Equal(41.5, (await Ledger.AnswerAsync("q", [41.5])).Value!.Values.Single());
        Assert.Equal(41.5, (await Ledger.AnswerAsync("q", [39])).Value!.Values.Single());
        var again = (await Ledger.ChargeAsync(new("q", "f", 0.6, 0))).Value!;
        Assert.Equal((41.5, 0.6), (again.Values.Single(), again.Budget.SpentEpsilon));
        Assert.Equal("privacy.query-id-taken", (await Ledger.ChargeAsync(new("q", "another", 0.1, 0))).Refusal!.Code);
    }

    [Fact]
    public async Task A_budget_is_lowered_and_never_raised()
    {
        Assert.Equal("privacy.no-budget", (await Ledger.ChargeAsync(new("q", "f", 0.1, 0))).Refusal!.Code);
        await Ledger.SetAsync(2, 1e-6);
        await Ledger.ChargeAsync(new("q", "f", 0.5, 0));
        Assert.Equal("privacy.budget-raised", (await Ledger.SetAsync(3, 1e-6)).Refusal!.Code);
        Assert.Equal("privacy.budget-spent", (await Ledger.SetAsync(0.4, 1e-6)).Refusal!.Code);
        Assert.Equal(0.5, (await Ledger.SetAsync(1, 0)).Value!.RemainingEpsilon);
        Assert.Equal("privacy.budget-out", (await Ledger.ChargeAsync(new("g", "f", 0.1, 1e-9))).Refusal!.Code);
    }

    [Fact]
    public async Task What_was_spent_goes_with_the_rows()
    {
        await Ledger.SetAsync(1, 0);
        await Ledger.ChargeAsync(new("q", "f", 0.9, 0));
        var successor = silo.Grains.PrivacyBudget(new(ws, "ds_b"));
        var taken = (await successor.InheritAsync((await Ledger.GetAsync()).Value!)).Value!;
        Assert.Equal((1, 0.9), (taken.Queries, taken.SpentEpsilon));
        Assert.Equal("privacy.budget-out", (await successor.ChargeAsync(new("q", "f", 0.2, 0))).Refusal!.Code);
    }

    private sealed class Near : IEqualityComparer<(int Queries, double Spent, double Left)>
    {
        public bool Equals((int Queries, double Spent, double Left) a, (int Queries, double Spent, double Left) b) =>
            a.Queries == b.Queries && Math.Abs(a.Spent - b.Spent) < 1e-9 && Math.Abs(a.Left - b.Left) < 1e-9;

        public int GetHashCode((int Queries, double Spent, double Left) value) => value.Queries;
    }
}
