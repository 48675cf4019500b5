using Kolosal.Access;

namespace Kolosal.Api.Tests.Models;

/// <summary>The whole way of docs/user-guide.md, by two people, as it stands there.</summary>
public sealed class UserGuideTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string Guide = "docs/user-guide.md";

    [Fact]
    public async Task A_messy_file_becomes_a_promoted_model_with_card_datasheet_and_lineage()
    {
        using HttpClient ann = host.As(Role.Admin, subject: "ann"), bob = host.As(Role.Admin, subject: "bob");
        var making = new DocumentCommands(ann);
        var made = await making.RunAsync(Guide, "From a file to a version");
        Assert.Equal(122, made[0].GetProperty("rows").GetInt32());
        Assert.Contains("duplicate_rows",
            made[2].GetProperty("warnings").EnumerateArray().Select(warning => warning.GetProperty("kind").GetString()));
        Assert.Equal(119, made[4].GetProperty("rows").GetInt32());
        Assert.All(made[5].GetProperty("results").EnumerateArray(), result => Assert.True(result.GetProperty("holds").GetBoolean()));
        var run = made[^1];
        Assert.True(run.GetProperty("state").GetString() == "completed", run.GetRawText());
        Assert.Equal(1, run.GetProperty("model_version").GetInt32());
        Assert.Equal(4, made[^2].GetProperty("entries").GetArrayLength());

        // What was cleaned is guarded as the upload is.
        using var consumer = host.As(Role.Consumer);
        Assert.False((await consumer.GetAsync($"/api/data/{making.Values["clean"]}/export")).IsSuccessStatusCode);
        Assert.Equal("restricted", (await ann.GetAsync($"/api/data/{making.Values["clean"]}")).Headers.GetValues("X-Data-Sensitivity").Single());

        var deciding = new DocumentCommands(bob);
        foreach (var (name, value) in making.Values) deciding.Values[name] = value;
        var decided = await deciding.RunAsync(Guide, "From a version to a decision");
        Assert.Equal(2, decided[2].GetProperty("cases").GetInt32());
        Assert.True(decided[3].GetProperty("passed").GetBoolean(), decided[3].GetRawText());
        Assert.StartsWith("prd_", deciding.Values["prediction"], StringComparison.Ordinal);
        var card = decided[6];
        Assert.Equal("Planning of beds.", card.GetProperty("words").GetProperty("intended_use").GetString());
        Assert.Equal("Planning of beds.", decided[8].GetProperty("words").GetProperty("motivation").GetString());
        Assert.Equal(5, decided[8].GetProperty("transformations").GetArrayLength());
        string lineage = decided[9].GetRawText();
        Assert.Contains("visits.csv", lineage, StringComparison.Ordinal);
        Assert.Contains("stays", lineage, StringComparison.Ordinal);
        Assert.Equal(1, decided[10].GetProperty("champion").GetInt32());
        Assert.Contains("bob", decided[10].GetRawText(), StringComparison.Ordinal);
        using var markdown = await bob.GetAsync("/api/models/stays:1/card?format=markdown");
        Assert.Contains("Planning of beds.", await markdown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
