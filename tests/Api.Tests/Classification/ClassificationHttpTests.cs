using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Classification;

namespace Kolosal.Api.Tests.Classification;

public sealed class ClassificationHttpTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string Path = "/api/compliance/data-classification", Declared = "purpose=audit&recipient=auditors";

    [Fact]
    public async Task A_restricted_dataset_is_exported_by_its_roles_alone_and_says_what_it_is()
    {
        string id = await host.UploadAsync("a,b\n1,x\n2,y\n3,z\n");
        using HttpClient owner = host.As(Role.DataOwner), trainer = host.As(Role.Trainer);
        var free = await trainer.GetAsync($"/api/data/{id}/export");
        Assert.Equal((HttpStatusCode.OK, "unclassified"), (free.StatusCode, free.Headers.GetValues("X-Data-Sensitivity").Single()));

        var made = await Body(await owner.PostAsJsonAsync(Path, new
        { dataset_id = id, sensitivity = "restricted", data_type = "pii", residency = "eu" }));
        string record = made.GetProperty("id").GetString()!;
        foreach (string what in (string[])["export", "preview", "analyze"])
        {
            var refused = await trainer.GetAsync($"/api/data/{id}/{what}");
            Assert.Equal((HttpStatusCode.Forbidden, "classification.role"),
                (refused.StatusCode, (await Body(refused)).GetProperty("code").GetString()));
        }

        var exported = await Exported(owner, id);
        Assert.Equal(HttpStatusCode.OK, exported.StatusCode);
        Assert.Equal(["restricted", "pii", "eu"], new[] { "X-Data-Sensitivity", "X-Data-Type", "X-Data-Residency" }
            .Select(name => exported.Headers.GetValues(name).Single()));
        Assert.Equal("restricted", (await trainer.GetAsync($"/api/data/{id}")).Headers.GetValues("X-Data-Sensitivity").Single());

        // A run reads rows as well.
        var run = await trainer.PostAsJsonAsync("/api/train", new { dataset_id = id, target = "b", trainer = "prior", model_name = "m" });
        Assert.False(run.IsSuccessStatusCode);

        await Body(await owner.PatchAsJsonAsync($"{Path}/{record}", new { access_roles = new[] { "trainer", "data_owner" } }));
        Assert.Equal(HttpStatusCode.OK, (await Exported(trainer, id)).StatusCode);
    }

    [Fact]
    public async Task A_record_is_listed_read_changed_under_its_tag_and_belongs_to_its_workspace()
    {
        using HttpClient owner = host.As(Role.DataOwner), stranger = host.As(Role.DataOwner, "elsewhere"), auditor = host.As(Role.Auditor);
        var created = await owner.PostAsJsonAsync(Path, new { asset = "models/credit", sensitivity = "internal", data_type = "financial" });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        string id = (await Body(created)).GetProperty("id").GetString()!, address = created.Headers.Location!.ToString();
        Assert.Equal($"{Path}/{id}", address);
        var listed = await Body(await auditor.GetAsync($"{Path}?asset=models/credit"));
        Assert.Equal(id, listed.GetProperty("items")[0].GetProperty("id").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(address)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await auditor.PatchAsJsonAsync(address, new { reviewed = true })).StatusCode);

        var read = await owner.GetAsync(address);
        using var change = new HttpRequestMessage(HttpMethod.Patch, address) { Content = JsonContent.Create(new { retention_days = 90 }) };
        change.Headers.IfMatch.Add(read.Headers.ETag!);
        Assert.Equal(90, (await Body(await owner.SendAsync(change))).GetProperty("retention_days").GetInt32());
        using var stale = new HttpRequestMessage(HttpMethod.Patch, address) { Content = JsonContent.Create(new { retention_days = 91 }) };
        stale.Headers.IfMatch.Add(read.Headers.ETag!);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await owner.SendAsync(stale)).StatusCode);

        Assert.Equal(HttpStatusCode.Conflict,
            (await owner.PostAsJsonAsync(Path, new { asset = "models/credit", sensitivity = "public", data_type = "public" })).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity,
            (await owner.PostAsJsonAsync(Path, new { sensitivity = "public", data_type = "public" })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.PatchAsJsonAsync($"{Path}/dc_none", new { reviewed = true })).StatusCode);
    }

    [Fact]
    public async Task A_dataset_under_a_legal_hold_is_not_deleted()
    {
        string id = await host.UploadAsync("a,b\n1,held\n2,y\n3,z\n");
        using var owner = host.As(Role.DataOwner);
        var made = await Body(await owner.PostAsJsonAsync(Path, new { dataset_id = id, sensitivity = "confidential", data_type = "pii" }));
        string address = $"{Path}/{made.GetProperty("id").GetString()}";
        await Body(await owner.PatchAsJsonAsync(address, new { legal_hold = "Case 12." }));
        var refused = await owner.DeleteAsync($"/api/data/{id}");
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("Case 12.", (await Body(refused)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        await Body(await owner.PatchAsJsonAsync(address, new { legal_hold = "" }));
        Assert.Equal(HttpStatusCode.OK, (await owner.DeleteAsync($"/api/data/{id}")).StatusCode);
    }

    [Fact]
    public async Task What_is_made_of_a_dataset_is_guarded_as_it_is_until_a_person_decides_otherwise()
    {
        using HttpClient owner = host.As(Role.DataOwner), trainer = host.As(Role.Trainer);
        string id = await host.UploadAsync("age,city,score", 40, (i, _) => $"{20 + i},{"xyz"[i % 3]},{i % 7}");
        await Body(await owner.PostAsJsonAsync(Path, new
        {
            dataset_id = id,
            sensitivity = "restricted",
            data_type = "health",
            residency = "eu",
            retention_days = 30,
            encrypted_in_transit = true,
        }));
        object steps = new { steps = new[] { new { name = "drop_duplicates" } } };

        // Whoever may not read the rows makes no version of them either.
        Assert.Equal(HttpStatusCode.Forbidden, (await trainer.PostAsJsonAsync($"/api/data/{id}/clean", steps)).StatusCode);

        var cleaned = await Body(await owner.PostAsJsonAsync($"/api/data/{id}/clean", steps));
        using var more = new MultipartFormDataContent { { new StringContent("age,city,score\n99,x,1\n"), "file", "more.csv" } };
        var appended = await Body(await owner.PostAsync($"/api/data/{cleaned.GetProperty("dataset_id").GetString()}/append", more));
        var prepared = await Body(await owner.PostAsJsonAsync(
            $"/api/data/{id}/preprocess", new { steps = new[] { new { name = "box_cox", columns = new[] { "age" } } } }));
        var masked = (await Body(await owner.PostAsJsonAsync("/api/privacy/anonymize", new
        { dataset_id = id, columns = new[] { new { name = "city", method = "suppress" } } }))).GetProperty("dataset");
        foreach (var made in (JsonElement[])[cleaned, appended, prepared, masked])
        {
            string version = made.GetProperty("dataset_id").GetString()!;
            var read = await Exported(owner, version);
            Assert.Equal((HttpStatusCode.OK, "restricted", "health", "eu"), (read.StatusCode, Said(read, "Sensitivity"), Said(read, "Type"),
                Said(read, "Residency")));
            Assert.Equal(HttpStatusCode.Forbidden, (await trainer.GetAsync($"/api/data/{version}/export")).StatusCode);
            var listed = await Body(await owner.GetAsync($"{Path}?asset=datasets/{version}"));
            var record = Assert.Single(listed.GetProperty("items").EnumerateArray());
            Assert.Equal((30, true), (record.GetProperty("retention_days").GetInt32(), record.GetProperty("encrypted_in_transit").GetBoolean()));
        }

        // A decision about a version holds, also when the version is made again.
        string decided = DataClassificationGrains.ClassificationId($"datasets/{masked.GetProperty("dataset_id").GetString()}");
        await Body(await owner.PatchAsJsonAsync($"{Path}/{decided}", new { sensitivity = "internal", access_roles = Array.Empty<string>() }));
        var again = (await Body(await owner.PostAsJsonAsync("/api/privacy/anonymize", new
        { dataset_id = id, columns = new[] { new { name = "city", method = "suppress" } } }))).GetProperty("dataset");
        string address = $"/api/data/{again.GetProperty("dataset_id").GetString()}/export?{Declared}";
        Assert.Equal("internal", Said(await trainer.GetAsync(address), "Sensitivity"));
    }

    /// <summary>What is restricted, once a second person has approved that it leaves.</summary>
    private async Task<HttpResponseMessage> Exported(HttpClient caller, string dataset)
    {
        string address = $"/api/data/{dataset}/export?{Declared}";
        string waits = (await caller.GetAsync(address)).Headers.GetValues("X-Disclosure-Id").Single();
        using var reviewer = host.As("reviewer", subject: "rita");
        await Body(await reviewer.PostAsJsonAsync($"/api/compliance/disclosures/{waits}/decisions", new { approve = true }));
        return await caller.GetAsync(address);
    }

    private static string Said(HttpResponseMessage answer, string what) => answer.Headers.GetValues($"X-Data-{what}").Single();

    private static async Task<JsonElement> Body(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
}
