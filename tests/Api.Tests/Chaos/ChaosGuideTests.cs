namespace Kolosal.Api.Tests.Chaos;

/// <summary>The commands of <c>docs/chaos.md</c>, in order and as they stand.</summary>
public sealed class ChaosGuideTests(ChaosApi host) : IClassFixture<ChaosApi>
{
    private const string Guide = "docs/chaos.md";

    [Fact]
    public async Task Every_command_of_the_guide_does_what_it_says()
    {
        using var oper = host.WithKey(ApiHost.OperatorKey);
        var guide = new DocumentCommands(oper);
        var started = await guide.RunAsync(Guide, "Start");
        Assert.Equal("storage", started[0].GetProperty("probe_kind").GetString());
        var test = await ChaosApi.EndedAsync(oper, guide.Values["test"]);
        Assert.True(test.GetProperty("status").GetString() == "completed", test.ToString());
        Assert.True(test.GetProperty("struck").GetInt64() > 0);

        var found = await guide.RunAsync(Guide, "Read");
        Assert.Equal(guide.Values["test"], found[0].GetProperty("items")[0].GetProperty("id").GetString());
        var reviewed = await guide.RunAsync(Guide, "Complete");
        Assert.Equal("The dashboard was slow.", reviewed[0].GetProperty("failure_points")[0].GetString());
        var cancelled = await guide.RunAsync(Guide, "Cancel");
        Assert.Equal("cancelled", cancelled[1].GetProperty("status").GetString());
    }
}
