namespace Kolosal.Compliance.Injected;

public sealed class MonitoringFailuresTests(InjectedSilo silo) : InjectedFailureTests(silo), IClassFixture<InjectedSilo>
{
    public static TheoryData<string> Queries => [.. MonitoringFailures.All.Select(failure => failure.Query).Distinct()];

    private protected override IReadOnlyList<InjectedFailure> Failures => MonitoringFailures.All;

    [Theory, MemberData(nameof(Queries))]
    public Task It_turns_red_within_a_minute_and_green_again(string query) => TurnsRedAndGreenAgainAsync(query);
}
