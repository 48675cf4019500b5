using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Kolosal.Access;

namespace Kolosal.Api.Tests.Privacy;

/// <summary>After an erasure no byte of the person is found in any file of the server, and the proofs still hold.</summary>
public sealed class ErasureHttpTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string Person = "zebediah.quux@example.org";

    [Fact]
    public async Task A_person_is_taken_out_of_every_dataset_and_out_of_every_file()
    {
        using var admin = host.WithKey(ApiHost.AdminKey);
        string rows = string.Concat(Enumerable.Range(0, 90).Select(i =>
            $"{(i == 41 ? Person : $"person{i}@example.org")},{i % 9},{(i == 7 ? $"asked for {Person} by phone" : $"note {i}")},{"ab"[i % 2]}\n"));
        string people = await UploadAsync(admin, "people.csv", $"email,visits,note,kind\n{rows}");
        string other = await UploadAsync(admin, "other.csv", "email,visits,note,kind\nann@example.org,1,x,a\nbob@example.org,2,y,b\n");
        string alone = await UploadAsync(admin, "alone.csv", $"email,score\n{Person},3\n");
        // Words of few different values are kept as categories in the record itself, not in a blob alone.
        string repeated = await UploadAsync(admin, "repeated.csv", "owner,score\n" + string.Concat(Enumerable.Range(0, 60).Select(i =>
            $"{(i % 3 == 0 ? Person : "carol@example.org")},{i}\n")));
        var masked = await Body(await admin.PostAsJsonAsync("/api/privacy/anonymize", new
        { dataset_id = people, columns = new[] { new { name = "email", method = "pseudonymise" } } }));
        string pseudonymous = masked.GetProperty("dataset").GetProperty("dataset_id").GetString()!;

        var answer = await admin.PostAsJsonAsync("/api/privacy/erasure", new
        {
            subject = new[] { new { column = "email", value = Person }, new { column = "owner", value = Person } },
            ticket = "DSAR-17",
        });
        var report = await Body(answer);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, report.GetRawText());
        Assert.True(report.GetProperty("complete").GetBoolean(), report.GetRawText());
        var erased = report.GetProperty("datasets").EnumerateArray().ToDictionary(d => d.GetProperty("dataset_id").GetString()!);
        Assert.Equal(new[] { people, alone, repeated, pseudonymous }.Order(), erased.Keys.Order());
        Assert.Equal(("replaced", 1, 1), Of(erased[people]));
        Assert.Equal(("deleted", 1, 0), Of(erased[alone]));
        Assert.Equal(("replaced", 20, 0), Of(erased[repeated]));
        Assert.Equal(("replaced", 1, 1), Of(erased[pseudonymous]));
        Assert.NotEmpty(report.GetProperty("remaining").EnumerateArray());

        string successor = erased[people].GetProperty("successor").GetString()!;
        var info = await Body(await admin.GetAsync($"/api/data/{successor}"));
        Assert.Equal(89, info.GetProperty("rows").GetInt64());
        Assert.Equal(people, (await Body(await admin.GetAsync($"/api/data/lineage/{successor}"))).GetProperty("parent").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync($"/api/data/{people}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync($"/api/data/{other}")).StatusCode);

        Assert.Empty(FilesWith(Person));
        var verified = await Body(await admin.GetAsync("/api/audit/verify"));
        Assert.True(verified.GetProperty("valid").GetBoolean(), verified.GetRawText());
        Assert.DoesNotContain("zebediah", await admin.GetStringAsync("/api/audit/export"), StringComparison.OrdinalIgnoreCase);

        // Again: nobody is left to be found, and the record keeps what was done.
        var again = await Body(await admin.PostAsJsonAsync("/api/privacy/erasure", new
        { subject = new[] { new { column = "owner", value = Person }, new { column = "email", value = Person.ToUpperInvariant() } } }));
        Assert.Equal(report.GetProperty("id").GetString(), again.GetProperty("id").GetString());
        Assert.Equal(4, again.GetProperty("datasets").GetArrayLength());
    }

    [Fact]
    public async Task A_hold_keeps_the_person_and_says_why()
    {
        using var admin = host.WithKey(ApiHost.AdminKey);
        string id = await UploadAsync(admin, "held.csv", "email,score\nheld.person@example.org,3\nfree@example.org,4\n");
        var made = await Body(await admin.PostAsJsonAsync("/api/compliance/data-classification",
            new { dataset_id = id, sensitivity = "confidential", data_type = "pii" }));
        await Body(await admin.PatchAsJsonAsync($"/api/compliance/data-classification/{made.GetProperty("id").GetString()}",
            new { legal_hold = "Court order 9." }));
        var report = await Body(await admin.PostAsJsonAsync("/api/privacy/erasure", new
        { subject = new[] { new { column = "email", value = "held.person@example.org" } } }));
        Assert.False(report.GetProperty("complete").GetBoolean());
        var kept = report.GetProperty("datasets")[0];
        Assert.Equal((id, "kept", "classification.legal-hold"), (kept.GetProperty("dataset_id").GetString(), kept.GetProperty("outcome").GetString(),
            kept.GetProperty("code").GetString()));
        Assert.Contains("Court order 9.", kept.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync($"/api/data/{id}")).StatusCode);
    }

    /// <summary>Files of the data directory in which a text stands, as UTF-8 or UTF-16, in any case of its letters.</summary>
    private List<string> FilesWith(string text)
    {
        var found = new List<string>();
        byte[][] needles = [Encoding.UTF8.GetBytes(text), Encoding.Unicode.GetBytes(text), Encoding.UTF8.GetBytes(text.ToUpperInvariant())];

        // The lock is held by this very process and holds nothing else than that.
        foreach (string path in Directory.EnumerateFiles(host.DataDirectory, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path) != "kolosal.lock"))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[file.Length];
            int read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (needles.Any(needle => bytes.AsSpan(0, read).IndexOf(needle) >= 0)) found.Add(Path.GetRelativePath(host.DataDirectory, path));
        }

        return found;
    }

    private static (string?, int, int) Of(JsonElement erased) =>
        (erased.GetProperty("outcome").GetString(), erased.GetProperty("rows").GetInt32(), erased.GetProperty("cells").GetInt32());

    private static async Task<string> UploadAsync(HttpClient client, string name, string csv)
    {
        using var form = new MultipartFormDataContent { { new StringContent(csv), "file", name } };
        return (await Body(await client.PostAsync("/api/data/upload", form))).GetProperty("dataset_id").GetString()!;
    }

    private static async Task<JsonElement> Body(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
}
