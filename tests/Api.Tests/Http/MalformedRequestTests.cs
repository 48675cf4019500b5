using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Kolosal.Access;

namespace Kolosal.Api.Tests;

/// <summary>Whatever comes in, the answer is a refusal: no 5xx, no hang, no stack trace or path.</summary>
[Collection(ApiCollection.Name)]
public sealed class MalformedRequestTests(ApiHost host)
{
    private const int Requests = 2400, AtOnce = 8;

    /// <summary>Far above what any of them needs, even on a machine that does much else.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Thousands_of_generated_requests_over_all_routes_meet_refusals_only()
    {
        using var admin = host.As(Role.Admin, "fuzz");
        admin.Timeout = Patience;
        var random = new Random(20261121);
        var requests = Enumerable.Range(0, Requests).Select(i => Mutate(RouteTable.Rules[i % RouteTable.Rules.Length], random)).ToArray();

        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (request, cancel) =>
        {
            string what = $"{request.Method} {request.RequestUri} {request.Content?.Headers.ContentType}";
            using (request)
            using (var response = await admin.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel))
            {
                Assert.True((int)response.StatusCode < 500, $"{what}: {response.StatusCode}");
                if ((int)response.StatusCode < 400) return;
                string body = await response.Content.ReadAsStringAsync(cancel);
                Assert.True(response.Content.Headers.ContentType?.MediaType == "application/problem+json" || body.Length == 0,
                    $"{what}: {response.StatusCode} {body}");
                Problems.AssertNoLeak(body);
            }
        });
    }

    private static HttpRequestMessage Mutate(RouteRule rule, Random random)
    {
        string path = string.Join('/', rule.Pattern.Split('/')
            .Select(part => part.Contains('{', StringComparison.Ordinal) ? Pick(random, Names) : part));
        var request = new HttpRequestMessage(new HttpMethod(rule.Method), path + Query(random));
        if (rule.Method is "GET" or "HEAD") return request;

        request.Content = new ByteArrayContent(Body(random));
        string type = Pick(random, ContentTypes);
        if (type.Length > 0) request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        if (random.Next(8) == 0) request.Headers.TryAddWithoutValidation("Idempotency-Key", Pick(random, Keys));
        if (random.Next(8) == 0) request.Headers.TryAddWithoutValidation("If-Match", Pick(random, Tags));
        if (random.Next(16) == 0) request.Headers.TryAddWithoutValidation("Last-Event-ID", "-1");
        return request;
    }

    private static string Query(Random random)
    {
        if (random.Next(2) == 0) return "";
        return "?" + string.Join('&', Enumerable.Range(0, random.Next(1, 5))
            .Select(_ => $"{Pick(random, QueryNames)}={Uri.EscapeDataString(Pick(random, QueryValues))}"));
    }

    private static byte[] Body(Random random) => random.Next(14) switch
    {
        0 => [],
        1 => Encoding.UTF8.GetBytes(new string('[', 10_000)),
        2 => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 10_000)) + "1" + new string('}', 10_000)),
        3 => Encoding.UTF8.GetBytes("{\"name\":"),
        4 => Encoding.UTF8.GetBytes("null"),
        5 => Encoding.UTF8.GetBytes("[]"),
        6 => Encoding.UTF8.GetBytes("{\"name\":1e999,\"rows\":[[1e400]],\"limit\":99999999999999999999999999}"),
        7 => [0xff, 0xfe, 0x00, 0xd8, 0x7b],
        8 => Encoding.UTF8.GetBytes("{\"name\":\"\\ud800\",\"roles\":[\"\\u0000\"]}"),
        9 => Encoding.UTF8.GetBytes("{\"name\":NaN}"),
        10 => Encoding.UTF8.GetBytes("{\"name\":\"a\",\"name\":\"b\"}"),
        11 => Noise(random, random.Next(1, 4000)),
        12 => Encoding.UTF8.GetBytes("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../../etc/passwd\"\r\n\r\na,b\r\n1"),
        _ => Encoding.UTF8.GetBytes(Document(random, 4)),
    };

    /// <summary>A random document over names that requests really have, with values of the wrong kind more often than not.</summary>
    private static string Document(Random random, int depth)
    {
        if (depth == 0 || random.Next(4) == 0) return Pick(random, Values);
        return random.Next(3) == 0
            ? $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Document(random, depth - 1)))}]"
            : "{" + string.Join(
                ',', Enumerable.Range(0, random.Next(5)).Select(_ => $"\"{Pick(random, Members)}\":{Document(random, depth - 1)}")) + "}";
    }

    private static byte[] Noise(Random random, int length)
    {
        byte[] noise = new byte[length];
        random.NextBytes(noise);
        return noise;
    }

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];

    private static readonly string[] Names =
    [
        "ds_1", "run_1", "credit-risk:3", "credit-risk@champion", "..", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "a%00b", "%F0%9F%98%80", "' or 1=1 --",
        "credit-risk:-1",
        "x:99999999999999999999", "@", ":", "-1", new string('a', 3000), "%ff%fe", "INC-2026-000001", "<script>", "key_1", "prn_1", "audit", "idem:1",
        "a%2Fb",
    ];

    private static readonly string[] QueryNames =
        ["limit", "page", "sort", "status", "name[contains]", "score[gte]", "x[y]", "a.b.c", "", "'; drop table x", "at", "from", "to", "dataset_id",
            "model", new string('q', 300)];

    private static readonly string[] QueryValues =
        ["0", "-1", "501", "99999999999999999999", "abc", "", "NaN", "-name", "--", "'; select 1", "\u0000", "\ud83d\ude00", "2026-99-99T00:00:00Z",
            "1e400", new string('v', 3000), "%"];

    private static readonly string[] ContentTypes =
        ["application/json", "application/json", "application/json", "application/json; charset=utf-16", "text/plain", "application/xml",
            "multipart/form-data",
         "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "application/octet-stream", "", "nonsense", "text/csv",
             "application/x-ndjson"];

    private static readonly string[] Members =
        ["name", "roles", "principal_id", "expires_at", "dataset_id", "target", "model_id", "rows", "limit", "seed", "folds", "threshold", "status",
            "type", "severity", "a b", "", "__proto__", "$type"];

    private static readonly string[] Values =
        ["null", "true", "-1", "0", "1e308", "1e999", "12345678901234567890123", "\"\"", "\"x\"", "\"\\u0000\"", "\"2026-13-45\"", "[]", "{}",
            "\"../../x\"", "0.1", "-0", "[null]", "\"admin\""];

    private static readonly string[] Keys = ["", "a b", "k1", "k2", new string('k', 500), "\u00e9"];

    private static readonly string[] Tags = ["*", "\"1\"", "W/\"1\"", "1", "\"x\"", "\"99999999999999999999\""];
}
