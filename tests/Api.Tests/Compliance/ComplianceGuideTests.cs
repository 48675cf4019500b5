using Kolosal.Access;

namespace Kolosal.Api.Tests.Compliance;

/// <summary>The commands of <c>docs/compliance.md</c>, in order and as they stand; the third section's by somebody else.</summary>
public sealed class ComplianceGuideTests : IAsyncLifetime
{
    private const string Guide = "docs/compliance.md";

    private ApiHost host = null!;

    public Task InitializeAsync()
    {
        host = new ApiHost();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task Every_command_of_the_guide_does_what_it_says()
    {
        using HttpClient admin = host.As(Role.Admin), reviewer = host.As("reviewer");
        var guide = new DocumentCommands(admin);
        var controls = await guide.RunAsync(Guide, "1. How controls stand");
        Assert.All(controls[1].GetProperty("items").EnumerateArray(), one => Assert.Equal("missing", one.GetProperty("status").GetString()));
        Assert.Equal("AI policy", controls[2].GetProperty("control").GetProperty("title").GetString());

        var evidence = await guide.RunAsync(Guide, "2. Evidence");
        Assert.Equal("draft", evidence[1].GetProperty("status").GetString());
        var second = new DocumentCommands(reviewer);
        second.Values["evidence"] = guide.Values["evidence"];
        var review = await second.RunAsync(Guide, "3. Reviewed by somebody else");
        Assert.Equal("approved", review[2].GetProperty("status").GetString());

        // A kind's longest age is no date of the evidence itself.
        Assert.Equal(0, review[3].GetProperty("total").GetInt32());

        var reports = await guide.RunAsync(Guide, "4. Reports");
        var policy = reports[0].GetProperty("evidence").EnumerateArray().Single(part => part.GetProperty("id").GetString() == "R01");
        Assert.Equal("pass", policy.GetProperty("status").GetString());
        Assert.Equal(15, reports[7].GetProperty("catalog").GetProperty("groups").GetArrayLength());
        Assert.Equal(38, reports[8].GetProperty("controls").GetArrayLength());
    }
}
