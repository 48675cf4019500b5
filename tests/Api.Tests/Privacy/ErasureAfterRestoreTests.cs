using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Kolosal.Api.Tests.Backup;
using Kolosal.Relocation;
using Kolosal.Testing;

namespace Kolosal.Api.Tests.Privacy;

/// <summary>An installation that is lost and restored from a copy of its backups that is older than an erasure: the person comes back with the data,
/// and is gone before the server is ready.</summary>
public sealed class ErasureAfterRestoreTests(BackupApi host) : IClassFixture<BackupApi>
{
    private const string Person = "Xanthippe4711";

    [Fact]
    public async Task An_erasure_is_carried_out_again_on_what_was_restored_from_before_it()
    {
        using HttpClient admin = host.WithKey(ApiHost.AdminKey), oper = host.WithKey(ApiHost.OperatorKey);
        string data = await host.UploadAsync("customer,age,note", 60, (i, random) =>
            $"{(i % 30 == 3 ? Person : $"customer{i % 30:00}")},{20 + random.Next(50)},{(i % 7 == 2 ? $"a friend of {Person} called" : "nothing")}");
        await Body(await admin.PutAsJsonAsync($"/api/data/{data}/datasheet", new { motivation = $"asked for by {Person} in May" }));
        string id = (await Body(await oper.PostAsync("/api/backup/backups", ApiHost.Json("""{"type":"full"}""")))).GetProperty("id").GetString()!;
        await BackupApi.UntilAsync(oper, $"/api/backup/backups/{id}", report => report.GetProperty("status").GetString() == "completed");
        string folder = Directory.CreateTempSubdirectory("kolosal-older-").FullName;
        try
        {
            // A copy of then with the keys of then, as a tape has it; only the ledger is of now.
            Copy(host.Backups, Path.Combine(folder, "backups"));
            var erased = await Body(await admin.PostAsJsonAsync("/api/privacy/erasure", new
            {
                subject = new[] { new { column = "customer", value = Person } },
                ticket = "DSAR-19",
            }));
            Assert.True(erased.GetProperty("complete").GetBoolean(), erased.GetRawText());
            Copy(Path.Combine(host.Backups, "erasures"), Path.Combine(folder, "backups", "erasures"));
            await RestoredAsync(folder, id, data, erased.GetProperty("id").GetString()!);

            // The backups that the erasure reached restore without the person, and say how many erasures they are behind.
            await Body(await oper.PostAsync($"/api/backup/backups/{id}/restore", ApiHost.Json("""{"into":"again"}""")));
            var report = await BackupApi.UntilAsync(oper, $"/api/backup/backups/{id}",
                found => found.GetProperty("restore").GetProperty("status").GetString() is "completed" or "failed");
            Assert.True(report.GetProperty("restore").GetProperty("erasures").GetInt32() == 1, report.GetRawText());
            Assert.Empty(PersonSearch.FilesWith(report.GetProperty("restore").GetProperty("into").GetString()!, Person));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task RestoredAsync(string folder, string backup, string data, string erasure)
    {
        string restored = Path.Combine(folder, "data");
        var (output, errors) = (new StringWriter(), new StringWriter());
        Assert.Equal((0, ""), (await RestoreProgram.RunAsync(
            Path.Combine(folder, "backups", backup), restored, Path.Combine(host.DataDirectory, "keys", "master.key"), [], output, errors, default),
            errors.ToString()));
        Assert.Contains("Erasures since then: 1.", output.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(PersonSearch.FilesWith(restored, Person)); // the person is back

        using var second = new RestoredApi(restored, Path.Combine(folder, "elsewhere"));
        using HttpClient admin = second.WithKey(ApiHost.AdminKey), nobody = second.Anonymous();
        await Eventually.HoldsAsync(async () => (await nobody.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK, TimeSpan.FromMinutes(2));

        var again = await Body(await admin.GetAsync($"/api/privacy/erasures/{erasure}"));
        Assert.Equal("DSAR-19", again.GetProperty("ticket").GetString());
        Assert.Contains(again.GetProperty("datasets").EnumerateArray(), one => one.GetProperty("dataset_id").GetString() == data
            && one.GetProperty("outcome").GetString() == "replaced" && one.GetProperty("rows").GetInt32() == 2);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync($"/api/data/{data}")).StatusCode);
        string successor = again.GetProperty("datasets")[0].GetProperty("successor").GetString()!;
        string left = await admin.GetStringAsync($"/api/data/{successor}/export?format=csv");
        Assert.DoesNotContain(Person, left, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1 + 58, left.TrimEnd().Split('\n').Length);
        await Eventually.HoldsAsync(() => Task.FromResult(PersonSearch.FilesWith(restored, Person).Count == 0));
        Assert.Empty(PersonSearch.FilesWith(restored, Person));
        var verified = await Body(await admin.GetAsync("/api/audit/verify"));
        Assert.True(verified.GetProperty("valid").GetBoolean(), verified.GetRawText());
    }

    private static void Copy(string from, string to)
    {
        foreach (string path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
        }
    }

    private static async Task<JsonElement> Body(HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{answer.RequestMessage?.RequestUri?.AbsolutePath} {(int)answer.StatusCode}: {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    /// <summary>A server on a folder that was restored, whose backups lie where none is yet.</summary>
    private sealed class RestoredApi(string data, string backups) : ApiHost(new ApiHostOptions
    {
        Settings = new Dictionary<string, string> { ["Kolosal:DataDirectory"] = data, ["Kolosal:Backup:Directory"] = backups },
    });
}
