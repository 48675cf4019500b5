using Kolosal.Events;

namespace Kolosal.Predictions;

public sealed class PurposeTallyTests
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TrafficState state = new();

    [Fact]
    public void Answers_are_counted_by_day_version_and_purpose()
    {
        Count(1, "a", Noon);
        Count(1, "a", Noon.AddHours(11));
        Count(2, "a", Noon);
        Count(1, null, Noon);
        Count(1, "a", Noon.AddDays(1));
        state.Declared(Request(1, "a", Noon) with { Error = "predict.bad-rows" });
        Assert.Equal(
            ((int, int, string?, long)[])[(1, 1, "a", 2), (1, 2, "a", 1), (1, 1, null, 1), (2, 1, "a", 1)],
            state.Purposes.Select(tally => (tally.Day.Day, tally.Version, tally.Purpose, tally.Requests)));
    }

    [Fact]
    public void Of_a_day_64_purposes_are_told_apart_and_the_rest_are_a_count()
    {
        for (int i = 0; i < 70; i++) Count(1, $"p{i}", Noon);
        Count(1, "p3", Noon);
        Count(1, "p69", Noon);
        Count(1, null, Noon);
        Assert.Equal(64, state.Purposes.Count(tally => tally.Purpose is not null));
        Assert.Equal(2, state.Purposes.Single(tally => tally.Purpose == "p3").Requests);
        Assert.Equal((7L, (string?)null), state.Purposes.Single(tally => tally.Further) is { } rest ? (rest.Requests, rest.Purpose) : default);
        Assert.Equal(1, state.Purposes.Single(tally => tally is { Purpose: null, Further: false }).Requests);

        // Another day begins anew, and days that are over go.
        Count(1, "p69", Noon.AddDays(1));
        Assert.Equal(1, state.Purposes.Single(tally => tally.Purpose == "p69").Requests);
        Count(1, "late", Noon.AddDays(9));
        Assert.Equal(["p69", "late"], state.Purposes.Select(tally => tally.Purpose));
    }

    private void Count(int version, string? purpose, DateTimeOffset at) => state.Declared(Request(version, purpose, at));

    private static ServedRequest Request(int version, string? purpose, DateTimeOffset at) =>
        new(1, Guid.NewGuid(), version, at, 1, null, false, 1, [1], [1], [], Purpose: purpose);
}
