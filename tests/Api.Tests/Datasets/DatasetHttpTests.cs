using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Kolosal.Access;

namespace Kolosal.Api.Tests.Datasets;

/// <summary>Each test is a data owner of a workspace of its own.</summary>
public sealed class DatasetHttpTests(SmallUploadsApi host) : IClassFixture<SmallUploadsApi>
{
    private static int workspaces;

    private readonly HttpClient client = host.As(Role.DataOwner, workspace: $"data-{Interlocked.Increment(ref workspaces)}");

    [Fact]
    public async Task A_dataset_lives_from_upload_to_deletion()
    {
        var (created, dataset) = await SendAsync(Form("people.csv", "name,age,hired\nAnn,31,2020-01-02\nBob,,2021-03-04\n=cmd,40,2022-05-06\n",
            "People"));
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        string id = dataset.GetProperty("dataset_id").GetString()!;
        Assert.Equal($"/api/data/{id}", created.Headers.Location!.ToString());
        Assert.Equal(("People", 3), (dataset.GetProperty("name").GetString(), dataset.GetProperty("rows").GetInt64()));
        Assert.Equal(64, dataset.GetProperty("sha256").GetString()!.Length);

        var again = await SendAsync(Form("copy.csv", "name,age,hired\nAnn,31,2020-01-02\nBob,,2021-03-04\n=cmd,40,2022-05-06\n", null));
        Assert.Equal(id, again.Body.GetProperty("dataset_id").GetString());

        var list = await GetAsync("/api/data?name[contains]=people");
        Assert.Equal((1, id), (list.GetProperty("total").GetInt64(), list.GetProperty("items")[0].GetProperty("dataset_id").GetString()));

        var preview = await GetAsync($"/api/data/{id}/preview?rows=2");
        Assert.Equal("[[\"Ann\",31,\"2020-01-02T00:00:00.0000000Z\"],[\"Bob\",null,\"2021-03-04T00:00:00.0000000Z\"]]",
            preview.GetProperty("rows").GetRawText());
        var info = await GetAsync($"/api/data/{id}/info");
        Assert.Equal((1, "date_time"), (info.GetProperty("missing_cells").GetInt64(),
            info.GetProperty("columns")[2].GetProperty("type").GetString()));
        var profile = await GetAsync($"/api/data/{id}/analyze");
        Assert.Equal(35.5, profile.GetProperty("columns")[1].GetProperty("numeric").GetProperty("mean").GetDouble());
        var quality = await GetAsync($"/api/data/quality?dataset_id={id}");
        Assert.Equal(8.0 / 9, quality.GetProperty("completeness").GetDouble(), 12);
        Assert.Contains("few_rows", quality.GetProperty("warnings").EnumerateArray().Select(w => w.GetProperty("kind").GetString()));
        var lineage = await GetAsync($"/api/data/lineage/{id}");
        Assert.Equal("people.csv", lineage.GetProperty("source").GetProperty("file_name").GetString());
        Assert.Equal(1, (await GetAsync("/api/data/lineage")).GetProperty("total").GetInt64());

        string csv = await client.GetStringAsync($"/api/data/{id}/export");
        Assert.Contains("'=cmd,40,", csv, StringComparison.Ordinal);
        byte[] parquet = await client.GetByteArrayAsync($"/api/data/{id}/export?format=parquet");
        Assert.Equal("PAR1", Encoding.ASCII.GetString(parquet, 0, 4));

        var deleted = await client.DeleteAsync($"/api/data/{id}");
        Assert.Equal("[]", JsonDocument.Parse(await deleted.Content.ReadAsStringAsync()).RootElement.GetProperty("models").GetRawText());
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/api/data/{id}")).StatusCode);
        Assert.Equal(0, (await GetAsync("/api/data")).GetProperty("total").GetInt64());
    }

    [Fact]
    public async Task A_schema_is_changed_under_its_entity_tag()
    {
        var loaded = await client.PostAsync("/api/data/sample/german_credit", null);
        var dataset = await Body(loaded);
        string id = dataset.GetProperty("dataset_id").GetString()!;
        Assert.Equal(("risk", "good"), (dataset.GetProperty("target").GetString(), dataset.GetProperty("favourable_label").GetString()));
        var twice = await Body(await client.PostAsync("/api/data/sample/german_credit", null));
        Assert.Equal(dataset.GetProperty("revision").GetInt64(), twice.GetProperty("revision").GetInt64());

        var read = await client.GetAsync($"/api/data/{id}");
        var change = new HttpRequestMessage(HttpMethod.Put,
            $"/api/data/{id}/schema")
        { Content = JsonContent.Create(new { columns = new[] { new { name = "age", minimum = 18 } } }) };
        change.Headers.IfMatch.Add(read.Headers.ETag!);
        var changed = await client.SendAsync(change);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.NotEqual(read.Headers.ETag, changed.Headers.ETag);

        var stale = new HttpRequestMessage(HttpMethod.Put, $"/api/data/{id}/schema") { Content = JsonContent.Create(new { target = "age" }) };
        stale.Headers.IfMatch.Add(read.Headers.ETag!);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await client.SendAsync(stale)).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await client.PutAsJsonAsync(
            $"/api/data/{id}/schema", new { target = "nothing" })).StatusCode);
    }

    [Fact]
    public async Task Samples_are_listed_with_their_licence_and_all_load()
    {
        var samples = await GetAsync("/api/data/samples");
        foreach (var sample in samples.EnumerateArray())
        {
            Assert.NotEmpty(sample.GetProperty("licence").GetString()!);
            var loaded = await Body(await client.PostAsync($"/api/data/sample/{sample.GetProperty("name").GetString()}", null));
            Assert.Equal(sample.GetProperty("rows").GetInt64(), loaded.GetProperty("rows").GetInt64());
            Assert.Equal(sample.GetProperty("target").GetString(), loaded.GetProperty("target").GetString());
        }

        Assert.Equal(HttpStatusCode.NotFound, (await client.PostAsync("/api/data/sample/none", null)).StatusCode);
    }

    [Fact]
    public async Task Bad_requests_are_problems_with_a_code()
    {
        await ExpectAsync(422, "datasets.empty-file", Form("a.csv", "", null));
        await ExpectAsync(400, "datasets.ragged-rows", Form("a.csv", "a,b\n1\n", null));
        await ExpectAsync(413, "request.too-large", Form("a.csv", "a\n" + string.Concat(Enumerable.Repeat("1234567\n", 130_000)), null));
        await ExpectAsync(400, "datasets.file-name", Form("../a.csv", "a,b\n1,2\n", null));
        await ExpectAsync(415, "request.unsupported-media-type", new StringContent("a,b\n1,2\n", Encoding.UTF8, "text/csv"));
        await ExpectAsync(400, "request.malformed-form", new MultipartFormDataContent { { new StringContent("x"), "name" } });
        await ExpectAsync(400, "request.malformed-form", Raw(
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\na,b\n1,2\n"));
        await ExpectAsync(400, "request.malformed-form", Raw("nothing of a form"));
        await ExpectAsync(400, "request.malformed-form", Raw("--b\r\n\r\nx\r\n--b--\r\n"));
        Assert.Equal(0, (await GetAsync("/api/data")).GetProperty("total").GetInt64());

        foreach (string path in (string[])["/api/data/ds_x", "/api/data/ds_x/preview", "/api/data/ds_x/info", "/api/data/ds_x/analyze",
            "/api/data/ds_x/export", "/api/data/lineage/ds_x", "/api/data/quality?dataset_id=ds_x"])
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(path)).StatusCode);
        foreach (string path in (string[])["/api/data/quality", "/api/data/ds_x/preview?rows=0", "/api/data/ds_x/preview?rows=x",
            "/api/data/ds_x/export?format=exe", "/api/data?limit=0"])
            Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync(path)).StatusCode);
    }

    private async Task ExpectAsync(int status, string code, HttpContent content)
    {
        var (answer, body) = await SendAsync(content);
        Assert.Equal((status, code), ((int)answer.StatusCode, body.GetProperty("code").GetString()));
    }

    private async Task<(HttpResponseMessage Answer, JsonElement Body)> SendAsync(HttpContent content)
    {
        var answer = await client.PostAsync("/api/data/upload", content);
        return (answer, await Body(answer));
    }

    private async Task<JsonElement> GetAsync(string path)
    {
        var answer = await client.GetAsync(path);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
        return await Body(answer);
    }

    private static async Task<JsonElement> Body(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

    private static MultipartFormDataContent Form(string fileName, string content, string? name)
    {
        var form = new MultipartFormDataContent();
        if (name is not null) form.Add(new StringContent(name), "name");
        var file = new ByteArrayContent(Encoding.UTF8.GetBytes(content));
        file.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "file", FileName = $"\"{fileName}\"" };
        form.Add(file);
        return form;
    }

    private static StringContent Raw(string body)
    {
        var content = new StringContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");
        return content;
    }
}

/// <summary>A server that takes small files only.</summary>
public sealed class SmallUploadsApi() : ApiHost(new ApiHostOptions
{
    Settings = new Dictionary<string, string>
    {
        ["Kolosal:Storage:Synchronous"] = "Normal",
        ["Kolosal:Datasets:MaximumBytes"] = "1000000",
        ["Kolosal:Datasets:MaximumLineBytes"] = "100000",
    },
});
