using System.Collections.Immutable;
using Kolosal.Learning;
using Kolosal.Models;
using Kolosal.Notifications;
using Kolosal.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Kolosal.Quality;

/// <summary>Golden suites on a schedule, by a clock that only the test moves.</summary>
public sealed class ScheduledGoldenTests
{
    private const string Row = """{"age":30,"income":20000,"city":"Oslo","owner":true,"since":"2016-01-01T00:00:00Z","note":"x"}""";

    [Fact]
    public async Task A_suite_runs_on_Monday_at_three_in_Berlin_once_however_long_nobody_looked()
    {
        // A Sunday in winter, when Berlin is one hour ahead of UTC.
        var clock = new FakeTimeProvider(new(2026, 3, 15, 12, 0, 0, TimeSpan.Zero));
        await using var silo = await FakeTransport.StartSiloAsync(new FakeTransport(), clock);
        await silo.ServeAsync("m", SampleModels.Fit(Samples.Mixed(80, 1), "risk", "prior"));
        var golden = await silo.Grains.GoldenDataset(ServedModels.Workspace, "gd_1").CreateAsync(
            new("answers", "", "m", null, null, 0, 1e-6, 1e-6),
            [new("one", Row, "good", ImmutableSortedDictionary<string, double>.Empty, null, null, false, null, null)]);
        Assert.True(golden.Accepted, golden.Refusal?.Message);
        var test = silo.Grains.RegressionTest(ServedModels.Workspace, "rt_1");
        var defined = await test.DefineAsync(new("weekly", "golden", "m", "gd_1", "0 3 * * 1", "Europe/Berlin", false, null, null, ""));
        Assert.True(defined.Accepted, defined.Refusal?.Message);

        Assert.Equal(0, await LookAtAsync(new(2026, 3, 16, 1, 59, 0, TimeSpan.Zero)));
        Assert.Equal(1, await LookAtAsync(new(2026, 3, 16, 2, 0, 0, TimeSpan.Zero)));
        Assert.Equal(1, await LookAtAsync(new(2026, 3, 22, 12, 0, 0, TimeSpan.Zero)));
        Assert.Equal(2, await LookAtAsync(new(2026, 3, 29, 12, 0, 0, TimeSpan.Zero))); // the Monday that was missed

        // On 29 March clocks went forward: three in Berlin is one in UTC.
        Assert.Equal(2, await LookAtAsync(new(2026, 3, 30, 0, 59, 0, TimeSpan.Zero)));
        Assert.Equal(3, await LookAtAsync(new(2026, 3, 30, 1, 0, 0, TimeSpan.Zero)));
        Assert.Equal(4, await LookAtAsync(new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero))); // four Mondays, one run
        var read = (await test.GetAsync()).Value!;
        Assert.All(read.Outcomes, outcome => Assert.Equal("schedule", outcome.Trigger));
        Assert.Equal(clock.GetUtcNow(), read.Outcomes[0].At);

        // Without a schedule nothing comes any more.
        await test.DefineAsync(new("weekly", "golden", "m", "gd_1", null, null, false, null, null, ""));
        Assert.Equal(4, await LookAtAsync(new(2026, 6, 1, 3, 0, 0, TimeSpan.Zero)));

        async Task<int> LookAtAsync(DateTimeOffset at)
        {
            clock.Advance(at - clock.GetUtcNow());
            await silo.Silo.Client.GetGrain(test.GetGrainId()).AsReference<IRemindable>()
                .ReceiveReminder("look", new(at.UtcDateTime, TimeSpan.FromMinutes(1), at.UtcDateTime));
            return (await test.GetAsync()).Value!.Outcomes.Length;
        }
    }
}
