namespace Kolosal.Models;

public class ModelViewTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ModelState state = new() { CreatedAt = Start };

    [Fact]
    public void Who_was_champion_is_known_for_every_instant()
    {
        Register(3);
        Promote(1, hour: 1);
        Promote(2, hour: 2);
        Note("suspend", hour: 3);
        RollBack(hour: 4);
        End(1, ModelStatus.Deprecated, hour: 5);

        Assert.Null(At(0.5).Champion);
        Assert.Null(At(0.5).Because);
        Assert.Equal((1, "promote"), Champion(1));
        Assert.Equal((1, "promote"), Champion(1.9));
        Assert.Equal((2, "promote"), Champion(2));

        // A suspension changes nobody's rank: the reason is still the promotion.
        Assert.Equal((2, "promote"), Champion(3.5));
        Assert.Equal((1, "rollback"), Champion(4));
        Assert.Null(At(6).Champion);
        Assert.Equal("deprecate", At(6).Because!.Action);
        Assert.Equal(5, At(6).Decisions.Length);
        Assert.Equal(2, At(2).Decisions.Length);
    }

    [Fact]
    public void The_active_version_answers_for_the_bare_name()
    {
        Register(2);
        Promote(2, hour: 1);
        Assert.Equal(2, View.Serving(null).Value!.Version);
        Assert.Equal(2, View.Serving("@champion").Value!.Version);
    }

    [Theory]
    [InlineData("1", "models.not-approved", RefusalKind.Conflict)]
    [InlineData("2", "models.retired", RefusalKind.Gone)]
    [InlineData("9", "models.no-such-version", RefusalKind.NotFound)]
    [InlineData("0", "models.no-such-version", RefusalKind.NotFound)]
    [InlineData("@shadow", "models.no-such-alias", RefusalKind.NotFound)]
    [InlineData("x", "models.malformed-reference", RefusalKind.Invalid)]
    [InlineData("-1", "models.malformed-reference", RefusalKind.Invalid)]
    [InlineData(null, "models.nothing-active", RefusalKind.Conflict)]
    public void What_does_not_serve_says_why(string? reference, string code, RefusalKind kind)
    {
        Register(2);
        state.Move(2, ModelStatus.Retired);
        var refusal = View.Serving(reference).Refusal!;
        Assert.Equal((code, kind), (refusal.Code, refusal.Kind));
    }

    [Fact]
    public void A_suspension_stops_every_version()
    {
        Register(1);
        Promote(1, hour: 1);
        state.Aliases["shadow"] = 1;
        state.Suspended = "fairness";
        foreach (string? reference in (string?[])[null, "1", "@shadow"])
            Assert.Equal((RefusalKind.Busy, "models.suspended"), (View.Serving(reference).Refusal!.Kind, View.Serving(reference).Refusal!.Code));
    }

    [Fact]
    public void A_rollback_leads_to_the_last_champion_that_may_serve()
    {
        Register(3);
        Promote(1, hour: 1);
        Promote(2, hour: 2);
        Promote(3, hour: 3);
        Assert.Equal(2, state.Previous!.Number);
        End(2, ModelStatus.Deprecated, hour: 4);
        Assert.Equal(1, state.Previous!.Number);
        End(1, ModelStatus.Retired, hour: 5);
        Assert.Null(state.Previous);
    }

    [Fact]
    public void A_deleted_model_is_not_there()
    {
        Register(2);
        state.Delete("alice", Start);
        Assert.Null(ModelView.Of("m", state));
        Assert.All(state.Versions, version => Assert.Equal(ModelStatus.Retired, version.Status));
    }

    private ModelView View => ModelView.Of("m", state)!;

    private ModelHistory At(double hour) => View.HistoryAt(Start.AddHours(hour));

    private (int?, string) Champion(double hour) => (At(hour).Champion, At(hour).Because!.Action);

    private void Register(int versions)
    {
        for (int i = 0; i < versions; i++) state.Add(SampleModels.Registration($"{i:x64}"), Start);
    }

    private void Promote(int version, double hour)
    {
        if (state.Active is { } champion) state.Move(champion.Number, ModelStatus.Approved);
        state.Move(version, ModelStatus.Active);
        state.Decide("promote", version, ModelStatus.Evaluating, ModelStatus.Active, "good", "bob", Start.AddHours(hour));
    }

    private void RollBack(double hour)
    {
        int to = state.Previous!.Number;
        state.Move(state.Active!.Number, ModelStatus.Deprecated);
        state.Move(to, ModelStatus.Active);
        state.Decide("rollback", to, ModelStatus.Approved, ModelStatus.Active, "bad", "bob", Start.AddHours(hour), "r1");
    }

    private void End(int version, ModelStatus to, double hour)
    {
        state.Move(version, to);
        state.Decide(to == ModelStatus.Retired ? "retire" : "deprecate", version, null, to, "old", "bob", Start.AddHours(hour));
    }

    private void Note(string action, double hour) => state.Decide(action, 0, null, null, "why", "bob", Start.AddHours(hour));
}
