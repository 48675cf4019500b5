using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Kolosal.Access;
using Kolosal.Api.Tests.Datasets;

namespace Kolosal.Api.Tests.Security;

/// <summary>API10:2023, unsafe consumption of APIs: far sides that answer too much, too slowly, in pieces or elsewhere.</summary>
/// <remarks>Receivers of webhooks are in <c>WebhookTransportTests</c>, redirects of imports in <see cref="ImportHttpTests"/>.</remarks>
public sealed class UnsafeConsumptionTests(CarelessApi host) : IClassFixture<CarelessApi>
{
    /// <summary>Far above the two seconds after which this server gives up on a far side.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient client = host.As(Role.DataOwner, "careless");

    public static TheoryData<string> FarSides =>
        ["silent", "drips", "drips its head", "breaks off", "endless head", "no http", "lies about its length"];

    [Theory, MemberData(nameof(FarSides))]
    public async Task A_far_side_that_does_not_come_to_its_end_is_a_refusal_in_time(string kind)
    {
        using var far = new HostileHost(kind);
        long began = Stopwatch.GetTimestamp();
        foreach (var (path, body) in (IEnumerable<(string, object)>)
            [("url", new { url = $"{far.Address}/t.csv" }), ("s3", new { bucket = "bucket", key = "t.csv", endpoint = far.Address })])
        {
            using var answer = await client.PostAsJsonAsync($"/api/data/import/{path}", body);
            string text = await answer.Content.ReadAsStringAsync();
            Assert.True(HttpStatusCode.UnprocessableEntity == answer.StatusCode, $"{kind} {path}: {(int)answer.StatusCode} {text}");
            Assert.Equal("datasets.import-refused", (string)JsonNode.Parse(text)!["code"]!);
        }
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, Patience);
    }

    [Fact]
    public async Task A_far_side_that_sends_more_than_is_taken_is_cut_off()
    {
        using var far = new HostileHost("endless");
        using var answer = await client.PostAsJsonAsync("/api/data/import/url", new { url = $"{far.Address}/t.csv" });
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.InRange(far.Sent, CarelessApi.MostBytes, 64L * CarelessApi.MostBytes);
        Assert.Empty(Directory.EnumerateFiles(host.DataDirectory, "*.csv", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task What_expands_without_measure_is_refused()
    {
        using var far = new HostileHost("bomb");
        using var answer = await client.PostAsJsonAsync("/api/data/import/url", new { url = $"{far.Address}/t.csv.gz" });
        Assert.True(answer.StatusCode is HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity, $"{answer.StatusCode}");
    }

    /// <summary>A host on the loopback that keeps to no standard.</summary>
    private sealed class HostileHost : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly string kind;
        private long sent;

        public HostileHost(string kind)
        {
            this.kind = kind;
            listener.Start();
            _ = ServeAsync();
        }

        public string Address => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

        public long Sent => Interlocked.Read(ref sent);

        public void Dispose() => listener.Stop();

        private async Task ServeAsync()
        {
            try
            {
                while (true) _ = AnswerAsync(await listener.AcceptTcpClientAsync());
            }
            catch (Exception over) when (over is SocketException or ObjectDisposedException)
            {
                // Stopped.
            }
        }

        private async Task AnswerAsync(TcpClient caller)
        {
            using var _ = caller;
            var stream = caller.GetStream();
            try
            {
                byte[] head = new byte[8192];
                if (await stream.ReadAsync(head) == 0) return;
                const string Ok = "HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\n";
                switch (kind)
                {
                    case "silent": await DripAsync(stream, 0); break;
                    case "drips": await SendAsync(stream, $"{Ok}Content-Length: 1000000\r\n\r\na,b\n"); await DripAsync(stream, (byte)'1'); break;
                    case "drips its head": await SendAsync(stream, Ok); await DripAsync(stream, (byte)'X'); break;
                    case "breaks off": await SendAsync(stream, $"{Ok}Transfer-Encoding: chunked\r\n\r\n4\r\na,b\n\r\n"); break;
                    case "lies about its length": await SendAsync(stream, $"{Ok}Content-Length: 1000\r\n\r\na,b\n1,2\n"); break;
                    case "no http": await SendAsync(stream, "SSH-2.0-OpenSSH_9.6\r\n"); break;
                    case "endless head":
                        await SendAsync(stream, Ok);
                        for (int i = 0; i < 10_000; i++) await SendAsync(stream, $"X-{i}: {new string('a', 1000)}\r\n");
                        break;
                    case "endless":
                        await SendAsync(stream, $"{Ok}Transfer-Encoding: chunked\r\n\r\n");
                        string block = string.Concat(Enumerable.Repeat("1,2\n", 16_384));
                        while (true) await SendAsync(stream, $"10000\r\n{block}\r\n");
                    case "bomb":
                        var packed = new MemoryStream();
                        await using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Optimal, true))
                            for (int i = 0; i < 32; i++) await gzip.WriteAsync(Encoding.ASCII.GetBytes(new string('1', 1 << 20)));
                        await SendAsync(stream, $"HTTP/1.1 200 OK\r\nContent-Type: application/gzip\r\nContent-Length: {packed.Length}\r\n\r\n");
                        await stream.WriteAsync(packed.ToArray());
                        break;
                }
            }
            catch (Exception gone) when (gone is IOException or ObjectDisposedException)
            {
                // The caller has had enough.
            }
        }

        /// <summary>A byte every tenth of a second until nobody takes it.</summary>
        private static async Task DripAsync(NetworkStream stream, byte one)
        {
            byte[] buffer = [one];
            using var every = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            for (int i = 0; i < 600 && await every.WaitForNextTickAsync(); i++)
                if (one != 0) await stream.WriteAsync(buffer);
        }

        private async Task SendAsync(NetworkStream stream, string text)
        {
            byte[] bytes = Encoding.ASCII.GetBytes(text);
            await stream.WriteAsync(bytes);
            Interlocked.Add(ref sent, bytes.Length);
        }
    }
}

/// <summary>A server that imports from this machine, gives up soon and takes little.</summary>
public sealed class CarelessApi() : ApiHost(new ApiHostOptions
{
    Settings = new Dictionary<string, string>
    {
        ["Kolosal:Datasets:ImportFromHttp"] = "true",
        ["Kolosal:Datasets:ImportFromLoopback"] = "true",
        ["Kolosal:Datasets:ImportTimeoutSeconds"] = "2",
        ["Kolosal:Datasets:MaximumBytes"] = $"{MostBytes}",
    },
})
{
    public const long MostBytes = 1 << 20;
}
