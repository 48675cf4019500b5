using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Testing;
using Npgsql;

namespace Kolosal.Api.Tests.Datasets;

/// <summary>A server that may import from this machine, and one that may not.</summary>
public sealed class ImportHttpTests(OpenImportsApi open) : IClassFixture<OpenImportsApi>
{
    private readonly HttpClient client = open.As(Role.DataOwner, workspace: $"imports-{Guid.NewGuid():n}");

    [Fact]
    public async Task A_file_is_fetched_by_its_address_and_redirects_are_followed()
    {
        using var far = new StandIn(request => request.Path switch
        {
            "/moved" => (302, "Location: /t.csv?key=secret", ""),
            "/t.csv" => (200, "Content-Type: text/csv", "a,b\n1,2\n3,4\n"),
            "/named" => (200, "Content-Disposition: attachment; filename=\"x.json\"", "[{\"a\":1}]"),
            "/loop" => (302, "Location: /loop", ""),
            _ => (404, "X: y", ""),
        });
        var made = await ImportAsync(201, "url", new { url = $"{far.Address}/moved" });
        Assert.Equal(2, made.GetProperty("rows").GetInt32());
        var lineage = JsonDocument.Parse(await client.GetStringAsync($"/api/data/lineage/{made.GetProperty("dataset_id").GetString()}")).RootElement;
        Assert.Equal(("url", $"{far.Address}/moved"), (lineage.GetProperty("source").GetProperty("kind").GetString(),
            lineage.GetProperty("source").GetProperty("origin").GetString()));
        Assert.Equal("json", (await ImportAsync(201, "url", new { url = $"{far.Address}/named" })).GetProperty("format").GetString());
        await RefusedAsync("datasets.import-refused", "url", new { url = $"{far.Address}/none" });
        await RefusedAsync("datasets.import-redirects", "url", new { url = $"{far.Address}/loop" });
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/"), InlineData("http://[::ffff:169.254.169.254]/x.csv"),
        InlineData("http://[fe80::1]/x.csv")]
    [InlineData("http://[fd00::1]/x.csv"), InlineData("http://10.0.0.1/x.csv"), InlineData("file:///etc/passwd"),
        InlineData("ftp://example.com/x.csv")]
    [InlineData("http://user:word@127.0.0.1/x.csv"), InlineData("http://0/x.csv")]
    public Task Addresses_that_nobody_may_choose_are_refused(string address) => RefusedAsync("datasets.address-forbidden", "url",
        new { url = address });

    [Fact]
    public async Task A_redirect_to_a_forbidden_address_is_refused_as_the_first_would_be()
    {
        using var far = new StandIn(_ => (302, "Location: http://169.254.169.254/latest", ""));
        await RefusedAsync("datasets.address-forbidden", "url", new { url = $"{far.Address}/t.csv" });
    }

    [Fact]
    public async Task Kaggle_is_asked_with_the_callers_credentials_and_another_host_is_not_told_them()
    {
        using var storage = new StandIn(request => request.Headers.Contains("Authorization", StringComparison.OrdinalIgnoreCase)
            ? (400, "X: y", "") : (200, "Content-Type: text/csv", "a,b\n1,2\n5,6\n"));
        open.Kaggle.Answer = request => request.Path == "/api/v1/datasets/download/ann/sales/t.csv"
            && request.Headers.Contains("Authorization: Basic YW5uOmtleQ==", StringComparison.Ordinal) // ann:key
                ? (302, $"Location: {storage.Address}/signed", "") : (403, "X: y", "");
        var made = await ImportAsync(201, "kaggle", new { dataset = "ann/sales", file = "t.csv", username = "ann", key = "key" });
        Assert.Equal(2, made.GetProperty("rows").GetInt32());
        await RefusedAsync("datasets.no-credentials", "kaggle", new { dataset = "ann/sales" });
        await RefusedAsync("datasets.import-refused", "kaggle", new { dataset = "ann/sales", file = "t.csv", username = "ann", key = "wrong" });
    }

    [Fact]
    public async Task An_object_is_fetched_from_a_bucket_and_its_credentials_are_not_kept()
    {
        using var store = new StandIn(request => request.Path.StartsWith("/bucket/in/t.csv", StringComparison.Ordinal)
            && request.Headers.Contains("AKIDEXAMPLE", StringComparison.Ordinal)
                ? (200, "Content-Type: text/csv", "a,b\n1,2\n7,8\n") : (404, "Content-Type: application/xml",
                    "<Error><Code>NoSuchKey</Code></Error>"));
        var made = await ImportAsync(201, "s3", new
        {
            bucket = "bucket",
            key = "in/t.csv",
            endpoint = store.Address,
            access_key = "AKIDEXAMPLE",
            secret_key = "very-secret-word",
        });
        string lineage = await client.GetStringAsync($"/api/data/lineage/{made.GetProperty("dataset_id").GetString()}");
        Assert.Contains("s3://bucket/in/t.csv", lineage, StringComparison.Ordinal);
        Assert.DoesNotContain("AKIDEXAMPLE", lineage, StringComparison.Ordinal);
        await RefusedAsync("datasets.import-refused", "s3", new { bucket = "bucket", key = "none.csv", endpoint = store.Address });
        await RefusedAsync("datasets.address-forbidden", "s3", new { bucket = "bucket", key = "none.csv", endpoint = "http://169.254.169.254" });
    }

    [PostgresFact]
    public async Task Rows_of_a_query_are_taken_and_nothing_can_be_written()
    {
        using var server = new PostgresFixture();
        var settings = new NpgsqlConnectionStringBuilder(server.CreateDatabase());
        await using (var connection = new NpgsqlConnection(settings.ConnectionString))
        {
            await connection.OpenAsync();
            await using var make = new NpgsqlCommand(
                "CREATE TABLE t (n int, w text, d date); INSERT INTO t VALUES (1, 'NA', '2020-01-02'), (2, NULL, NULL), (3, 'x\"y', '2021-02-03')",
                    connection);
            await make.ExecuteNonQueryAsync();
        }

        object Query(string query, int most = 100) => new
        {
            host = "127.0.0.1",
            port = settings.Port,
            database = settings.Database,
            username = settings.Username,
            password = settings.Password ?? "",
            query,
            most_rows = most,
            require_tls = false,
        };
        var made = await ImportAsync(201, "sql", Query("SELECT * FROM t ORDER BY n -- all"));
        string preview = await client.GetStringAsync($"/api/data/{made.GetProperty("dataset_id").GetString()}/preview");
        Assert.Contains("[1,\"NA\",\"2020-01-02T00:00:00.0000000Z\"],[2,null,null],[3,\"x\\\"y\"", preview, StringComparison.Ordinal);
        await RefusedAsync("datasets.import-refused", "sql", Query("SELECT 1) AS x; DELETE FROM t; SELECT * FROM (SELECT 1"));
        await RefusedAsync("datasets.import-refused", "sql", Query("DELETE FROM t RETURNING *"));
        await ImportAsync(413, "sql", Query("SELECT * FROM t", 2));
        await using var look = new NpgsqlConnection(settings.ConnectionString);
        await look.OpenAsync();
        await using var count = new NpgsqlCommand("SELECT count(*) FROM t", look);
        Assert.Equal(3L, await count.ExecuteScalarAsync());
    }

    private async Task RefusedAsync(string code, string kind, object body) =>
        Assert.Equal(code, (await ImportAsync(422, kind, body)).GetProperty("code").GetString());

    private async Task<JsonElement> ImportAsync(int status, string kind, object body)
    {
        using var answer = await client.PostAsJsonAsync($"/api/data/import/{kind}", body);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == (int)answer.StatusCode, $"{kind}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}

/// <summary>A server that may import from this machine.</summary>
public sealed class OpenImportsApi : ApiHost
{
    public OpenImportsApi()
        : this(new StandIn(_ => (404, "X: y", ""))) { }

    private OpenImportsApi(StandIn kaggle)
        : base(new ApiHostOptions
        {
            Settings = new Dictionary<string, string>
            {
                ["Kolosal:Datasets:ImportFromHttp"] = "true",
                ["Kolosal:Datasets:ImportFromLoopback"] = "true",
                ["Kolosal:Datasets:KaggleAddress"] = $"{kaggle.Address}/api/v1",
            },
        }) => Kaggle = kaggle;

    internal StandIn Kaggle { get; }
}

/// <summary>A host on the loopback that answers what a test says.</summary>
internal sealed class StandIn : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public StandIn(Func<(string Path, string Headers), (int Status, string Header, string Body)> answer)
    {
        Answer = answer;
        listener.Start();
        _ = ServeAsync();
    }

    public Func<(string Path, string Headers), (int Status, string Header, string Body)> Answer { get; set; }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    public void Dispose() => listener.Stop();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var caller = await listener.AcceptTcpClientAsync();
                await AnswerAsync(caller.GetStream());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one) == 1) head.Append((char)one[0]);
        string path = head.ToString().Split(' ')[1];
        var (status, header, body) = Answer((path.Split('?')[0], head.ToString()));
        byte[] content = Encoding.UTF8.GetBytes(body);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {status} Said\r\n{header}\r\nContent-Length: {content.Length}\r\nConnection: close\r\n\r\n"));
        await stream.WriteAsync(content);
    }
}
