using System.Text.Json;

namespace Kolosal.Api.Tests.Datasets;

/// <summary>The commands of <c>docs/data.md</c>, as they stand there.</summary>
public sealed class DataWalkTests(DataWalkTests.OwnApi host) : IClassFixture<DataWalkTests.OwnApi>
{
    private const string Document = "docs/data.md";

    [Fact]
    public async Task A_messy_file_becomes_a_dataset_with_expectations_datasheet_and_lineage()
    {
        var commands = new DocumentCommands(host.WithKey(ApiHost.AdminKey));
        var cleaned = await commands.RunAsync(Document, "From a messy file to a clean dataset");
        var upload = cleaned[0];
        Assert.Equal(122, upload.GetProperty("rows").GetInt32());
        Assert.Equal(["numeric", "date_time", "categorical", "numeric", "numeric", "numeric", "categorical"],
            upload.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("type").GetString()));
        string[] found = [.. cleaned[4].GetProperty("warnings").EnumerateArray().Select(warning => warning.GetProperty("kind").GetString()!)];
        Assert.Superset(new HashSet<string> { "duplicate_rows", "inconsistent_spelling" }, found.ToHashSet());
        // Two repeated rows go, and the one of 420 years.
        var clean = cleaned[6];
        Assert.Equal((119, 2), (clean.GetProperty("rows").GetInt32(), clean.GetProperty("version").GetInt32()));
        Assert.Equal(0, clean.GetProperty("columns").EnumerateArray().Single(column => column.GetProperty("name").GetString() == "age")
            .GetProperty("missing").GetInt32());

        var expected = await commands.RunAsync(Document, "What is expected");
        Assert.All(expected[0].GetProperty("results").EnumerateArray(), result => Assert.True(result.GetProperty("holds").GetBoolean(),
            result.GetRawText()));

        var sheet = (await commands.RunAsync(Document, "What is said of it"))[1];
        Assert.Equal("Planning of beds.", sheet.GetProperty("words").GetProperty("motivation").GetString());
        Assert.Equal(5, sheet.GetProperty("transformations").GetArrayLength());

        var lineage = await commands.RunAsync(Document, "Where it came from and where it went");
        Assert.DoesNotContain("postgres://wards/public.visits", Names(lineage[0]));
        Assert.Contains("postgres://wards/public.visits", Names(lineage[^1]));
        Assert.Contains("visits.csv", Names(lineage[0]));
    }

    private static IEnumerable<string?> Names(JsonElement lineage) =>
        lineage.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("name").GetString());

    /// <summary>A server of its own: the walk names the default workspace.</summary>
    public sealed class OwnApi : ApiHost;
}
