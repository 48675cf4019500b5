using Kolosal.Access;
using Kolosal.Api.Tests.Models;
using Kolosal.Testing;

namespace Kolosal.Api.Tests.Predictions;

/// <summary>The commands of the pages about answers, traffic and review, as they stand there.</summary>
[Collection(ServingCollection.Name)]
public sealed class AnswerGuideTests(ServingApi host)
{
    [Fact]
    public async Task Answers_are_asked_for()
    {
        using var admin = host.WithKey(ApiHost.AdminKey);
        var guide = new DocumentCommands(admin) { Values = { ["model"] = await host.ServeAsync() } };
        var answers = await guide.RunAsync("docs/answers.md", "Ask");
        Assert.True(answers[^1].GetProperty("answers").GetProperty("cache").GetBoolean());
        await guide.RunAsync("docs/answers.md", "Time and load");
    }

    [Fact]
    public async Task A_version_is_tried()
    {
        string name = await host.ServeAsync();
        await host.RegisterAsync(name, shift: 1);
        using HttpClient admin = host.WithKey(ApiHost.AdminKey), bob = host.As(Role.Admin, subject: "bob");
        Assert.True((await bob.PostAsync($"/api/models/{name}:2/validate", null)).IsSuccessStatusCode);
        Assert.True((await bob.PostAsync($"/api/models/{name}:2/promote", ApiHost.Json("""{"note":"try","stage":"staging"}"""))).IsSuccessStatusCode);
        var answers = await new DocumentCommands(admin) { Values = { ["model"] = name } }.RunAsync("docs/traffic.md", "Try a version");
        Assert.Equal("Complaints from the branch.", answers[^1].GetProperty("halted").GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_prediction_is_reviewed()
    {
        using var admin = host.WithKey(ApiHost.AdminKey);
        var guide = new DocumentCommands(admin) { Values = { ["model"] = await host.ServeAsync() } };
        await guide.RunAsync("docs/review.md", "Say what is referred");
        var answers = await guide.RunAsync("docs/answers.md", "Ask");
        guide.Values["prediction"] = answers[0].GetProperty("predictions")[0].GetProperty("prediction_id").GetString()!;

        // A prediction made just now may not be in the log's index yet.
        await Eventually.HoldsAsync(async () => (await admin.PostAsync("/api/review/referrals", ApiHost.Json(
            $$"""{"prediction_id":"{{guide.Values["prediction"]}}","note":"I object."}"""))).IsSuccessStatusCode);
        await guide.RunAsync("docs/review.md", "Ask for a person");
        answers = await guide.RunAsync("docs/review.md", "Decide");
        Assert.Equal(1, answers[^1].GetProperty("overridden").GetInt32());
    }
}
