using System.Text;
using DuckDB.NET.Data;
using Kolosal.Access;
using Kolosal.Api.Tests.Models;

namespace Kolosal.Api.Tests.Predictions;

/// <summary>The commands of the serving guide, as they stand.</summary>
[Collection(ServingCollection.Name)]
public sealed class ServingGuideTests(ServingApi host)
{
    private const string Guide = "docs/serving.md";

    [Fact]
    public async Task Every_command_of_the_guide_is_answered()
    {
        await host.ServeAsync("credit");
        using var consumer = host.As(Role.Consumer);
        var guide = new DocumentCommands(consumer)
        {
            Files =
            {
                ["rows.csv"] = "c;x\na;1.5\n"u8.ToArray(),
                ["rows.ndjson"] = Encoding.UTF8.GetBytes("[1,\"a\"]\n{\"c\":null,\"x\":2}\n"),
                ["rows.parquet"] = Parquet(),
                ["rows.f32"] = [.. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(1f)],
            },
        };
        foreach (var answer in await guide.RunAsync(Guide, "Rows as JSON")) Assert.True(answer.GetProperty("durable").GetBoolean());
        var answers = await guide.RunAsync(Guide, "Tables, lines, Parquet");
        Assert.Equal([1, 2], answers[..2].Select(answer => answer.GetProperty("predictions").GetArrayLength()));
        Assert.Equal(2, answers[2].GetArrayLength());
        Assert.Equal(2, (await guide.RunAsync(Guide, "Bare numbers")).Count);
        answers = await guide.RunAsync(Guide, "Open Inference Protocol");
        Assert.Equal("[2,2]", answers[^1].GetProperty("outputs")[1].GetProperty("shape").GetRawText());
    }

    private static byte[] Parquet()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("kolosal-guide-").FullName, "rows.parquet");
        using (var connection = new DuckDBConnection("DataSource=:memory:"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"COPY (SELECT * FROM (VALUES (1.5::DOUBLE, 'a'), (NULL, 'b')) AS rows(x, c)) TO '{path}' (FORMAT parquet)";
            command.ExecuteNonQuery();
        }

        byte[] content = File.ReadAllBytes(path);
        File.Delete(path);
        return content;
    }
}
