using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Kolosal.Api.Tests.Backup;

public sealed class BackupHttpTests(BackupApi host) : IClassFixture<BackupApi>
{
    private const string Report = """{"bytes":1,"location":"x","encrypted":true,"off_host":true}""";

    [Fact]
    public async Task The_platforms_own_backup_is_taken_listed_and_reports_for_itself()
    {
        using HttpClient oper = host.WithKey(ApiHost.OperatorKey), auditor = host.As("auditor");
        var (status, started) = await SendAsync(oper, HttpMethod.Post, "/api/backup/backups", """{"type":"full"}""");
        Assert.Equal(HttpStatusCode.Accepted, status);
        string id = started.GetProperty("id").GetString()!;
        var taken = await BackupApi.UntilAsync(oper, $"/api/backup/backups/{id}", found => found.GetProperty("status").GetString() != "in_progress");
        Assert.True(taken.GetProperty("status").GetString() == "completed", taken.ToString());
        Assert.True(taken.GetProperty("content").GetProperty("facts").GetProperty("states").GetInt64() > 0);
        Assert.True(File.Exists(Path.Combine(host.Backups, id, "manifest")));
        var listed = await auditor.GetFromJsonAsync<JsonElement>("/api/backup/backups?external=false");
        Assert.Contains(listed.GetProperty("items").EnumerateArray(), one => one.GetProperty("id").GetString() == id);

        foreach (var (route, report) in new[] { ("complete", Report), ("fail", """{"reason":"x"}"""), ("restore/complete", "{}") })
        {
            var refused = await SendAsync(oper, HttpMethod.Patch, $"/api/backup/backups/{id}/{route}", report);
            Assert.Equal((HttpStatusCode.Conflict, "backup.not-external"), (refused.Status, refused.Body.GetProperty("code").GetString()));
        }

        var next = await SendAsync(oper, HttpMethod.Post, "/api/backup/backups", """{"type":"incremental"}""");
        string second = next.Body.GetProperty("id").GetString()!;
        var incremental = await BackupApi.UntilAsync(oper, $"/api/backup/backups/{second}",
            found => found.GetProperty("status").GetString() != "in_progress");
        Assert.True(incremental.GetProperty("status").GetString() == "completed", incremental.ToString());
        Assert.Equal(id, incremental.GetProperty("base_id").GetString());
        Assert.True(incremental.GetProperty("rpo_seconds").GetDouble() >= 0);
    }

    [Fact]
    public async Task An_outside_tools_backup_goes_by_the_table()
    {
        using var oper = host.WithKey(ApiHost.OperatorKey);
        string id = (await SendAsync(oper, HttpMethod.Post, "/api/backup/backups", """{"type":"full","external":true,"tool":"borg"}"""))
            .Body.GetProperty("id").GetString()!;
        var steps = new (string Route, string Body, HttpStatusCode Expected)[]
        {
            ("restore/complete", "{}", HttpStatusCode.Conflict), ("complete", "{}", HttpStatusCode.BadRequest),
            ("complete", Report, HttpStatusCode.OK), ("complete", Report, HttpStatusCode.OK),
            ("fail", """{"reason":"found damaged"}""", HttpStatusCode.OK),
            ("complete", Report, HttpStatusCode.Conflict), ("fail", """{"reason":"again"}""", HttpStatusCode.Conflict),
        };
        foreach (var (route, body, expected) in steps)
        {
            var (status, answer) = await SendAsync(oper, HttpMethod.Patch, $"/api/backup/backups/{id}/{route}", body);
            Assert.True(expected == status, $"{route}: {answer}");
        }
    }

    [Theory]
    [InlineData("POST", "/api/backup/backups", """{"type":"full","external":true}""", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/api/backup/backups", """{"type":"weekly"}""", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/api/backup/backups/bk_none", null, HttpStatusCode.NotFound)]
    [InlineData("POST", "/api/backup/backups/bk_none/verify", null, HttpStatusCode.NotFound)]
    [InlineData("POST", "/api/backup/backups/bk_none/restore", "{}", HttpStatusCode.NotFound)]
    [InlineData("PATCH", "/api/backup/backups/bk_none/fail", """{"reason":"x"}""", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/backup/drills/drill_none", null, HttpStatusCode.NotFound)]
    [InlineData("POST", "/api/backup/drills", """{"backup_id":"bk_none"}""", HttpStatusCode.NotFound)]
    [InlineData("PUT", "/api/backup/schedule", """{"enabled":true,"full":"often"}""", HttpStatusCode.BadRequest)]
    public async Task What_cannot_be_meant_is_refused(string method, string path, string? body, HttpStatusCode expected)
    {
        using var oper = host.WithKey(ApiHost.OperatorKey);
        Assert.Equal(expected, (await SendAsync(oper, new HttpMethod(method), path, body)).Status);
    }

    [Fact]
    public async Task Only_an_operator_takes_backups()
    {
        using HttpClient admin = host.As("admin"), consumer = host.As("consumer");
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(admin, HttpMethod.Post, "/api/backup/backups", """{"type":"full"}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(admin, HttpMethod.Get, "/api/backup/schedule", null)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(consumer, HttpMethod.Get, "/api/backup/backups", null)).Status);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpClient client, HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : ApiHost.Json(body) };
        using var answer = await client.SendAsync(request);
        string text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }
}
