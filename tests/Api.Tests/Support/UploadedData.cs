using System.Text;
using System.Text.Json;
using Kolosal.Access;

namespace Kolosal.Api.Tests;

/// <summary>Puts data into a server as their owner does; answers the dataset's id.</summary>
internal static class UploadedData
{
    /// <summary>The bundled sample iris: 150 rows, four numbers, three classes of <c>species</c>.</summary>
    public static async Task<string> IrisAsync(this ApiHost host)
    {
        using var owner = host.As(Role.DataOwner);
        using var loaded = await owner.PostAsync("/api/data/sample/iris", null);
        return await IdAsync(loaded);
    }

    /// <summary>A file of comma-separated values.</summary>
    public static async Task<string> UploadAsync(this ApiHost host, string csv)
    {
        using var form = new MultipartFormDataContent { { new StringContent("t"), "name" }, { new StringContent(csv), "file", "t.csv" } };
        using var owner = host.As(Role.DataOwner);
        using var uploaded = await owner.PostAsync("/api/data/upload", form);
        return await IdAsync(uploaded);
    }

    /// <summary>A file of comma-separated values, made row by row with the same random numbers each time.</summary>
    public static Task<string> UploadAsync(this ApiHost host, string header, int rows, Func<int, Random, string> row)
    {
        var random = new Random(7);
        var csv = new StringBuilder(header).Append('\n');
        for (int i = 0; i < rows; i++) csv.Append(row(i, random)).Append('\n');
        return host.UploadAsync(csv.ToString());
    }

    private static async Task<string> IdAsync(HttpResponseMessage response)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize<JsonElement>(text).GetProperty("dataset_id").GetString()!;
    }
}
