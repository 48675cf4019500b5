namespace Kolosal.Compliance.Injected;

public sealed class AccessFailuresTests(InjectedSilo silo) : InjectedFailureTests(silo), IClassFixture<InjectedSilo>
{
    public static TheoryData<string> Queries => [.. AccessFailures.All.Select(failure => failure.Query)];

    private protected override IReadOnlyList<InjectedFailure> Failures => AccessFailures.All;

    [Theory, MemberData(nameof(Queries))]
    public Task It_turns_red_within_a_minute_and_green_again(string query) => TurnsRedAndGreenAgainAsync(query);
}
