using System.Text.Json;
using Kolosal.Access;
using Kolosal.Api.Tests.Models;

namespace Kolosal.Api.Tests.Quality;

/// <summary>The commands of docs/lifecycle.md, as they stand there.</summary>
[Collection(ServingCollection.Name)]
public sealed class LifecycleWalkTests(ServingApi host)
{
    [Fact]
    public async Task The_guide_leads_from_a_registered_version_to_a_promoted_one_with_card_validation_and_golden_set()
    {
        await host.RegisterAsync("lending");
        var guide = new DocumentCommands(host.As(Role.Admin, subject: "rita"));
        const string Page = "docs/lifecycle.md";

        var card = (await guide.RunAsync(Page, "The card"))[^1];
        Assert.Equal("risk-team", card.GetProperty("words").GetProperty("owner").GetString());
        var policy = (await guide.RunAsync(Page, "What a promotion needs"))[^1];
        Assert.Equal("model", policy.GetProperty("source").GetString());
        var run = (await guide.RunAsync(Page, "A golden dataset"))[^1];
        Assert.True(run.GetProperty("passed").GetBoolean());
        Assert.True((await guide.RunAsync(Page, "Validation"))[^1].GetProperty("passed").GetBoolean());
        Assert.Equal(1, (await guide.RunAsync(Page, "Promotion"))[^1].GetProperty("champion").GetInt32());
        Assert.Equal("pass", (await guide.RunAsync(Page, "Regression tests"))[^2].GetProperty("result").GetString());
        Assert.Equal(JsonValueKind.Null, (await guide.RunAsync(Page, "The end of a version"))[^1].GetProperty("archived_at").ValueKind);
    }
}
