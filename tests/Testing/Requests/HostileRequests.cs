using System.Text;

namespace Kolosal.Testing;

/// <summary>What can be wrong with a request around its JSON.</summary>
internal static class HostileRequests
{
    public static readonly string[] Names =
    [
        "ds_1", "run_1", "credit-risk:3", "credit-risk@champion", "..", "../../etc/passwd", "a\u0000b", "\ud83d\ude00", "' or 1=1 --",
        "credit-risk:-1", "x:99999999999999999999", "@", ":", "-1", new string('a', 3000), "INC-2026-000001", "<script>", "key_1", "prn_1", "audit",
        "idem:1", "a/b", "\r\n", "slo_x.y", "slo_.", " ",
    ];

    public static readonly string[] QueryNames =
        ["limit", "page", "sort", "status", "name[contains]", "score[gte]", "total[gte]", "created_at[lte]", "x[y]", "a.b.c", "", "'; drop table x",
            "at", "from", "to", "dataset_id", "model", "rows", "format", new string('q', 300), "a\u0000"];

    public static readonly string[] QueryValues =
        ["0", "-1", "501", "99999999999999999999", "abc", "", "NaN", "-name", "--", "'; select 1", "\u0000", "a\r\nb", "\ud83d\ude00",
            "2026-99-99T00:00:00Z", "1e400", new string('v', 3000), "%", "csv", "parquet", "9223372036854775807"];

    public static readonly string[] ContentTypes =
        ["application/json; charset=utf-16", "application/json; charset=bogus", "application/json; charset=\"", "application/json;", "text/plain",
            "application/xml", "multipart/form-data", "multipart/form-data; boundary=x", "multipart/form-data; boundary=\"\"; charset=bogus",
            "application/x-www-form-urlencoded", "application/octet-stream", "", "nonsense", "text/csv", "text/csv; charset=bogus",
            "application/x-ndjson", "application/json; charset=utf-8", "APPLICATION/JSON", "application/problem+json", "*/*"];

    public static readonly string[] Keys = ["", "a b", "k1", "k2", new string('k', 500), "\u00e9"];

    public static readonly string[] Tags = ["*", "\"1\"", "W/\"1\"", "1", "\"x\"", "\"99999999999999999999\""];

    public static readonly string[] FormTexts =
        ["a.csv", "../../etc/passwd", "a\u0000.csv", "a\rb.csv", "", "a.xlsx", "a.json", "a.parquet", "a.csv.gz", "a.zip",
            new string('n', 400) + ".csv", "."];

    public static readonly string[] Tables =
        ["", "a,b\n1,2\n", "a,a\n1,2\n", "a\u0000b,c\n1,2\n", "\"a\n1", "[null]", "[{\"a\":\"\\ud800\"}]", "{}", "PAR1",
            "PK\u0003\u0004", "\u001f\u008b\u0008", "a,b\n" + "1\n", ",,,\n,,,\n", "\ufeffa\n1\n"];

    private static readonly string[] Members =
        ["name", "roles", "principal_id", "expires_at", "dataset_id", "target", "model_id", "rows", "limit", "seed", "folds", "threshold", "status",
            "type", "severity", "a b", "", "__proto__", "$type"];

    private static readonly string[] Values =
        ["null", "true", "-1", "0", "1e308", "1e999", "12345678901234567890123", "\"\"", "\"x\"", "\"\\u0000\"", "\"\\ud800\"",
            "\"2026-13-45\"", "[]", "{}", "\"../../x\"", "0.1", "-0", "[null]", "\"admin\""];

    /// <summary>A body of any kind, most of them no document at all.</summary>
    public static byte[] Body(Random random) => random.Next(14) switch
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
        9 => [.. "{\"name\":\""u8, 0xff, 0xc0, .. "\"}"u8],
        10 => Encoding.UTF8.GetBytes("\ufeff{\"name\":\"a\",\"name\":\"b\"}"),
        11 => Noise(random, random.Next(1, 4000)),
        12 => Encoding.UTF8.GetBytes("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../../etc/passwd\"\r\n\r\na,b\r\n1"),
        _ => Encoding.UTF8.GetBytes(Document(random, 4)),
    };

    /// <summary>A random document over names that requests really have, with values of the wrong kind more often than not.</summary>
    private static string Document(Random random, int depth)
    {
        if (depth == 0 || random.Next(4) == 0) return Values[random.Next(Values.Length)];
        return random.Next(3) == 0
            ? $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Document(random, depth - 1)))}]"
            : "{" + string.Join(',', Enumerable.Range(0, random.Next(5)).Select(
                _ => $"\"{Members[random.Next(Members.Length)]}\":{Document(random, depth - 1)}")) + "}";
    }

    private static byte[] Noise(Random random, int length)
    {
        byte[] noise = new byte[length];
        random.NextBytes(noise);
        return noise;
    }
}
