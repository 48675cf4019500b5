using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kolosal.Access;
using Kolosal.Testing;

namespace Kolosal.Api.Tests.Security;

/// <summary>API7:2023, server side request forgery: each member of a request that says where the server shall connect to.</summary>
/// <remarks>What a name leads to is held against the guard on connecting: <c>WebhookTransportTests</c>, <c>AddressGuardTests</c>.</remarks>
[Collection(SecurityCollection.Name)]
public sealed partial class RequestForgeryTests(SecurityApi host)
{
    /// <summary>This machine, its network, the clouds' credentials, and what hides them.</summary>
    public static TheoryData<string> Inside =>
    [
        "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::127.0.0.1]",
        "169.254.169.254", "[fd00:ec2::254]", "[fe80::1]", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "[64:ff9b::7f00:1]",
        "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "224.0.0.1", "255.255.255.255", "198.18.0.1", "[ff02::1]",
        "[::ffff:a9fe:a9fe]",
    ];

    [Theory, MemberData(nameof(Inside))]
    public async Task No_request_sends_the_server_inside(string address)
    {
        using var admin = host.As(Role.Admin, "forged");
        foreach (int port in (int[])[443, 6379])
        {
            await RefusedAsync(admin, "/api/data/import/url", new { url = $"https://{address}:{port}/x.csv" });
            await RefusedAsync(admin, "/api/data/import/s3", new { bucket = "bucket", key = "k.csv", endpoint = $"https://{address}:{port}" });
            await RefusedAsync(admin, "/api/webhooks", new { url = $"https://{address}:{port}/hook" });
        }
        await RefusedAsync(admin, "/api/data/import/sql", new
        { host = address.Trim('[', ']'), database = "d", username = "u", password = "p", query = "SELECT 1" });
    }

    [Theory]
    [InlineData("file:///etc/passwd"), InlineData("gopher://127.0.0.1:6379/_INFO"), InlineData("ftp://example.com/x.csv")]
    [InlineData("http://example.com/x.csv"), InlineData("https://user:word@example.com/"), InlineData("https:///x"), InlineData("//example.com/x")]
    [InlineData("javascript:alert(1)"), InlineData("data:text/csv,a"), InlineData("https://example.com#@127.0.0.1/"), InlineData("dict://x:1/")]
    public async Task Only_addresses_over_tls_without_credentials_are_taken(string address)
    {
        using var admin = host.As(Role.Admin, "forged");
        await RefusedAsync(admin, "/api/data/import/url", new { url = address });
        await RefusedAsync(admin, "/api/data/import/s3", new { bucket = "bucket", key = "k.csv", endpoint = address });
        await RefusedAsync(admin, "/api/webhooks", new { url = address });
    }

    /// <summary>Parts of an address are no address: a region, a bucket, a data set's name.</summary>
    [Theory]
    [InlineData("127.0.0.1/"), InlineData("x@127.0.0.1"), InlineData("x.127.0.0.1.nip.io#"), InlineData("us-east-1.example.com/?")]
    [InlineData("../.."), InlineData("a\u2215b"), InlineData("..%2f..%2fdatasets")]
    public async Task Names_that_become_part_of_an_address_do_not_turn_it(string name)
    {
        using var admin = host.As(Role.Admin, "forged");
        await RefusedAsync(admin, "/api/data/import/s3", new { bucket = "bucket", key = "k.csv", region = name });
        await RefusedAsync(admin, "/api/data/import/s3", new { bucket = name, key = "k.csv", region = "us-east-1" });
        await RefusedAsync(admin, "/api/data/import/kaggle", new { dataset = $"ann/{name}", file = "f.csv", username = "u", key = "k" });
        await RefusedAsync(admin, "/api/data/import/kaggle", new { dataset = name, file = "f.csv", username = "u", key = "k" });
    }

    /// <summary>What an mlflow client calls a source or an artifact's place is a name here and nothing is fetched from it.</summary>
    [Theory, InlineData("file:///etc/passwd"), InlineData("http://169.254.169.254/latest"), InlineData("s3://bucket/x"), InlineData("../../keys")]
    public async Task A_model_version_s_source_is_a_name_that_is_not_followed(string source)
    {
        using var inside = new TcpListener(IPAddress.Loopback, 0);
        inside.Start();
        source = source.Replace("169.254.169.254", $"{inside.LocalEndpoint}", StringComparison.Ordinal);
        using var admin = host.As(Role.Admin, "forged");
        using (await admin.PostAsJsonAsync("/api/2.0/mlflow/registered-models/create", new { name = "forged" })) { }
        using var made = await admin.PostAsJsonAsync("/api/2.0/mlflow/model-versions/create", new { name = "forged", source });
        Assert.True((int)made.StatusCode < 500, $"{made.StatusCode}");
        foreach (string path in (string[])["get?name=forged&version=1", "get-download-uri?name=forged&version=1"])
        {
            using var read = await admin.GetAsync($"/api/2.0/mlflow/model-versions/{path}");
            Assert.DoesNotContain("root:", await read.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        Assert.False(inside.Pending(), "The server connected to what a source named.");
    }

    /// <summary>A member that may name a place to connect to is one that the tests above know.</summary>
    [Fact]
    public void Every_member_of_a_request_that_may_be_an_address_is_accounted_for()
    {
        string[] found = [.. host.WithBody.SelectMany(operation => Members(operation.Body!).Where(name => Address().IsMatch(name))
            .Select(name => $"{operation.Method} {operation.Path} {name}")).Distinct().Order(StringComparer.Ordinal)];
        string[] connected =
        [
            "POST /api/data/import/s3 endpoint", "POST /api/data/import/sql host", "POST /api/data/import/url url", "POST /api/webhooks url",
        ];
        Assert.Subset(found.ToHashSet(), connected.ToHashSet());
        Assert.Equal(NotConnected, found.Except(connected));
    }

    /// <summary>A yes or no, and ids of endpoints whose addresses were checked.</summary>
    private static readonly string[] NotConnected =
        ["PATCH /api/backup/backups/{id}/complete off_host", "PUT /api/monitoring/alert-rules/{id} endpoints"];

    private static IEnumerable<string> Members(JsonObject schema)
    {
        foreach (var (name, member) in schema["properties"]?.AsObject() ?? [])
        {
            yield return name;
            foreach (string inner in Members(member!.AsObject())) yield return inner;
        }
        foreach (string part in (string[])["items", "additionalProperties"])
            if (schema[part] is JsonObject inside)
                foreach (string inner in Members(inside)) yield return inner;
    }

    private static async Task RefusedAsync(HttpClient caller, string path, object body)
    {
        using var answer = await caller.PostAsJsonAsync(path, body);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode is 400 or 422, $"{path} {JsonContent.Create(body).Value}: {(int)answer.StatusCode} {text}");
        Problems.AssertNoLeak(text);
    }

    [GeneratedRegex("(^|_)(url|uri|endpoint|host|address|callback|webhook|server|proxy)s?(_|$)")]
    private static partial Regex Address();
}
