using System.Text.Json;
using Kolosal.Access;
using Kolosal.Http;
using Kolosal.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Serilog.Events;

namespace Kolosal.Api.Tests;

public sealed class RequestLogTests
{
    [Fact]
    public async Task A_request_is_one_line_of_compact_json_with_its_route_and_nothing_that_the_caller_sent()
    {
        string folder = Directory.CreateTempSubdirectory("kolosal-log-").FullName;
        try
        {
            using var host = new LoggedHost(Path.Combine(folder, "kolosal.log"));
            using var found = await host.As(Role.Admin).GetAsync("/api/security/principals/prn_ada?note=mary.shelley");
            using var unknown = await host.As(Role.Admin).PostAsync("/somewhere/grace.hopper", new StringContent("emmy.noether"));
            using var refused = await host.WithKey("rosalind.franklin").GetAsync("/api/security/whoami");

            string text = "";
            await Eventually.HoldsAsync(() => (text = Read(folder)).Contains("/api/security/whoami", StringComparison.Ordinal));
            var requests = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
                .Where(entry => entry.TryGetProperty("Route", out _) && entry.TryGetProperty("Milliseconds", out _)).ToArray();
            Assert.Equal(
                [("GET", "/api/security/principals/{id}", 404), ("POST", "(none)", 404), ("GET", "/api/security/whoami", 401)],
                requests.Select(entry =>
                    (entry.GetProperty("Method").GetString()!, entry.GetProperty("Route").GetString()!, entry.GetProperty("Status").GetInt32())));
            Assert.All(requests, entry => Assert.Equal(32, entry.GetProperty("@tr").GetString()!.Length));
            foreach (string personal in (string[])["principals/prn_ada", "mary.shelley", "grace.hopper", "emmy.noether", "rosalind.franklin"])
                Assert.DoesNotContain(personal, text, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Of_the_usual_requests_one_in_so_many_is_logged_and_of_the_bad_and_slow_ones_each()
    {
        var log = new RequestLog(new Fixed(new HttpOptions { LogOneIn = 3 }));
        Assert.Equal(3, Enumerable.Range(0, 9).Count(_ => log.LevelOf(Answered(200), 1) == LogEventLevel.Information));
        Assert.Equal(LogEventLevel.Warning, log.LevelOf(Answered(500), 1));
        Assert.Equal(LogEventLevel.Warning, log.LevelOf(Answered(200), 6000));
        Assert.NotEqual(LogEventLevel.Warning, log.LevelOf(Answered(200, "text/event-stream"), 6000));
        var none = new RequestLog(new Fixed(new HttpOptions { LogOneIn = 0 }));
        Assert.All(Enumerable.Range(0, 9), _ => Assert.Equal(LogEventLevel.Debug, none.LevelOf(Answered(200), 1)));
    }

    private static DefaultHttpContext Answered(int status, string? type = null) => new() { Response = { StatusCode = status, ContentType = type } };

    private static string Read(string folder) => string.Concat(Directory.EnumerateFiles(folder).Select(path =>
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }));

    private sealed class LoggedHost(string file) : ApiHost(new ApiHostOptions
    {
        // Most requests are logged at a level that is off; here each is at Information.
        Settings = new Dictionary<string, string>
        {
            ["Kolosal:Logging:File"] = file,
            ["Kolosal:Logging:Level"] = "Information",
            ["Kolosal:Http:LogOneIn"] = "1",
        },
    });

    private sealed class Fixed(HttpOptions options) : IOptionsMonitor<HttpOptions>
    {
        public HttpOptions CurrentValue => options;

        public HttpOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<HttpOptions, string?> listener) => null;
    }
}
