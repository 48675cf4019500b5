using System.Text.Json;

namespace Kolosal.Datasets;

/// <summary>A profile as it lies in the blob store.</summary>
/// <param name="Source">SHA-256 of the content it describes: equal tables of different
/// sources keep a blob each, and one can go without the other.</param>
/// <param name="Profile">The figures.</param>
internal sealed record StoredProfile(string Source, TableProfile Profile)
{
    public static MemoryStream Write(string source, TableProfile profile) =>
        new(JsonSerializer.SerializeToUtf8Bytes(new StoredProfile(source, profile), WireJson.Options));

    public static async Task<TableProfile> ReadAsync(Stream stored, CancellationToken cancel) =>
        (await JsonSerializer.DeserializeAsync<StoredProfile>(stored, WireJson.Options, cancel)
            ?? throw new JsonException("The stored profile is empty.")).Profile;
}
