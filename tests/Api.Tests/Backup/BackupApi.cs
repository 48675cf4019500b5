using System.Net.Http.Json;
using System.Text.Json;
using Kolosal.Testing;

namespace Kolosal.Api.Tests.Backup;

/// <summary>A server whose backups go into a folder of its own.</summary>
public sealed class BackupApi : ApiHost
{
    private readonly string folder;

    public BackupApi()
        : this(Directory.CreateTempSubdirectory("kolosal-backups-").FullName) { }

    private BackupApi(string folder)
        : base(new ApiHostOptions
        {
            Settings = new Dictionary<string, string>
            {
                ["Kolosal:Backup:Directory"] = Path.Combine(folder, "backups"),
                ["Kolosal:Backup:RestoreDirectory"] = Path.Combine(folder, "restored"),
                ["Kolosal:Backup:LookMilliseconds"] = "50",
                ["Kolosal:Predictions:RefreshMilliseconds"] = "20",
            },
            GrainsAreOpen = true,
        }) => this.folder = folder;

    public string Backups => Path.Combine(folder, "backups");

    /// <summary>Asks until the answer is as wanted.</summary>
    public static async Task<JsonElement> UntilAsync(HttpClient client, string path, Func<JsonElement, bool> wanted) =>
        await Eventually.HoldsAsync(async () => await client.GetFromJsonAsync<JsonElement>(path), wanted);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
