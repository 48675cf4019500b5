using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Kolosal.Access;

namespace Kolosal.Api.Tests.Security;

/// <summary>API4:2023, unrestricted resource consumption: what a request may cost is known before it is read.</summary>
/// <remarks>Rates are in <see cref="RateLimitTests"/>, expanding archives in the tests of dataset intake.</remarks>
[Collection(SecurityCollection.Name)]
public sealed class ResourceConsumptionTests(SecurityApi host)
{
    /// <summary>Far above what a refusal takes, also on a machine that does much else; what has no bound takes longer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_body_that_announces_a_gigabyte_is_refused_by_every_route_before_it_comes()
    {
        int refused = 0;
        foreach (var operation in host.WithBody)
        {
            int status = await RawHttp.StatusAsync(host.ClientOptions.BaseAddress, operation.Method, host.AddressOf(operation),
                $"Authorization: Bearer {ApiHost.Token([Role.Admin], SecurityApi.Owner)}", "Content-Type: application/json",
                $"Content-Length: {1L << 30}");
            Assert.True(status is 413 or 404 or 403, $"{operation.Method} {operation.Path}: {status}");
            if (status == 413) refused++;
        }
        Assert.InRange(refused, 60, int.MaxValue);
    }

    [Fact]
    public async Task No_list_gives_more_than_its_largest_page_and_no_page_behind_the_last()
    {
        using var admin = host.As(Role.Admin, SecurityApi.Owner);
        int lists = 0;
        foreach (var operation in host.Operations.Where(operation => operation.Method == "GET" && operation.QueryParameters.Contains("limit")))
        {
            lists++;
            foreach (string value in (string[])["2147483647", "0", "-1", "1e3", "99999999999999999999"])
            {
                using var answer = await admin.GetAsync($"{host.AddressOf(operation)}?limit={value}");
                Assert.True((int)answer.StatusCode is 400 or 404 or 422,
                    $"{operation.Path}?limit={value}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            }
        }
        Assert.InRange(lists, 25, int.MaxValue);
    }

    [Fact]
    public async Task Ten_thousand_levels_are_refused_by_every_route_that_reads_json()
    {
        using var admin = host.As(Role.Admin, SecurityApi.Owner);
        string deep = $"{{\"x\":{new string('[', 10_000)}{new string(']', 10_000)}}}";
        foreach (var operation in host.WithBody)
        {
            using var answer = await admin.SendAsync(new(new(operation.Method), host.AddressOf(operation)) { Content = ApiHost.Json(deep) });
            Assert.True((int)answer.StatusCode is 400 or 403 or 404 or 413, $"{operation.Method} {operation.Path}: {(int)answer.StatusCode}");
        }
    }

    [Theory]
    [InlineData("/api/predict", """{"model_id":"known","rows":[{""", """}]}""")]
    [InlineData("/api/drift/detect", """{"reference":{""", """},"current":{"x":[1]}}""")]
    [InlineData("/api/experiments", "{", "}")]
    public async Task Two_hundred_thousand_members_cost_no_more_than_their_reading(string path, string before, string after)
    {
        using var admin = host.As(Role.Admin, SecurityApi.Owner);
        string members = string.Join(',', Enumerable.Range(0, 200_000).Select(i => $"\"k{i}\":[{i}]"));
        long began = Stopwatch.GetTimestamp();
        using var answer = await admin.PostAsync(path, ApiHost.Json(before + members + after));
        Assert.InRange((int)answer.StatusCode, 400, 499);
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, Patience);
    }

    /// <summary>Bodies are read as they come: who compresses one is told, and nothing expands.</summary>
    [Fact]
    public async Task A_compressed_body_is_not_expanded()
    {
        using var admin = host.As(Role.Admin, SecurityApi.Owner);
        var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            byte[] block = Encoding.ASCII.GetBytes(new string(' ', 1 << 20));
            for (int i = 0; i < 64; i++) await gzip.WriteAsync(block);
        }
        Assert.InRange(packed.Length, 1, 1 << 20);
        var content = new ByteArrayContent(packed.ToArray())
        { Headers = { ContentType = new MediaTypeHeaderValue("application/json"), ContentEncoding = { "gzip" } } };
        using var answer = await admin.PostAsync("/api/experiments", content);
        Assert.True(answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnsupportedMediaType, $"{answer.StatusCode}");
    }

    /// <summary>Patterns that make a backtracking matcher take a time exponential in the text.</summary>
    [Theory]
    [InlineData("tags.a LIKE '%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%b'")]
    [InlineData("tags.a ILIKE '_%_%_%_%_%_%_%_%_%_%_%_%_%_%_%_%_%_%_%_%_%_%!'")]
    public async Task A_hostile_pattern_is_matched_in_time_that_grows_with_the_text(string filter)
    {
        using var admin = host.As(Role.Admin, "patterns");
        using var made = await admin.PostAsync("/api/experiments", ApiHost.Json(
            $$"""{"name":"p-{{Guid.NewGuid():n}}","tags":{"a":"{{new string('a', 200)}}"} }"""));
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
        long began = Stopwatch.GetTimestamp();
        using var found = await admin.PostAsync("/api/2.0/mlflow/experiments/search", ApiHost.Json($$"""{"max_results":10,"filter":"{{filter}}"}"""));
        Assert.True((int)found.StatusCode < 500, $"{found.StatusCode}");
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, Patience);
    }

    [Fact]
    public async Task Heads_without_end_are_refused()
    {
        var server = host.ClientOptions.BaseAddress;
        Assert.Equal(431, await RawHttp.StatusAsync(server, "GET", "/api/models", $"X-Long: {new string('a', 100_000)}"));
        Assert.Equal(431, await RawHttp.StatusAsync(
            server, "GET", "/api/models", [.. Enumerable.Range(0, 1_000).Select(i => $"X-{i}: a")]));
        Assert.Equal(414, await RawHttp.StatusAsync(server, "GET", $"/api/models?name={new string('a', 100_000)}"));
        using var admin = host.As(Role.Admin, SecurityApi.Owner);
        using var many = await admin.GetAsync($"/api/models?{string.Join('&', Enumerable.Range(0, 1_000).Select(i => $"a{i}=1"))}");
        Assert.Equal(HttpStatusCode.BadRequest, many.StatusCode);
    }
}
