using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Kolosal.Benchmarks;

/// <summary>POSTs of a few bodies in turn, sent over and over on loopback: by wrk where it is installed, else
/// by an own client that keeps as many connections busy.</summary>
/// <remarks>Both load and server run on the same cores, so only ratios between runs of the same driver mean something.</remarks>
internal static partial class HttpLoad
{
    private const int Connections = 32;

    /// <summary>A thousand rows are answered in some 250 kB.</summary>
    internal const int LongestAnswer = 1 << 20;

    public static string Driver { get; } = OnPath("wrk") ? "wrk" : "own client";

    /// <summary>Requests answered per second with status 200.</summary>
    /// <exception cref="InvalidOperationException">A request was answered otherwise.</exception>
    public static async Task<double> RunAsync(Uri address, string body, string? apiKey, TimeSpan time) =>
        (await CountAsync(address, body, apiKey, time)).Rate;

    /// <summary>Requests answered with status 200, in all and per second.</summary>
    /// <exception cref="InvalidOperationException">A request was answered otherwise.</exception>
    public static Task<(long Answered, double Rate)> CountAsync(Uri address, string body, string? apiKey, TimeSpan time) =>
        CountAsync(address, [body], apiKey, time);

    /// <summary>The same of several bodies, in turn on every connection or thread, which begin at different ones: the same few at once would be
    /// another stream.</summary>
    public static async Task<(long Answered, double Rate)> CountAsync(
        Uri address, IReadOnlyList<string> bodies, string? apiKey, TimeSpan time) =>
        Driver == "wrk" ? await WrkAsync(address, bodies, apiKey, time) : await OwnAsync(address, bodies, apiKey, time);

    private static async Task<(long Answered, double Rate)> WrkAsync(Uri address, IReadOnlyList<string> bodies, string? apiKey, TimeSpan time)
    {
        string script = Path.GetTempFileName();
        try
        {
            string key = apiKey is null ? "" : $"wrk.headers['X-Api-Key']='{apiKey}'\n";
            // Formatted before the first is sent: while it measures, the driver must not be what is slow.
            await File.WriteAllTextAsync(script, $$"""
                wrk.method='POST'
                wrk.headers['Content-Type']='application/json'
                {{key}}local bodies={ {{string.Join(',', bodies.Select(body => $"[==[{body}]==]"))}} }
                local sent,at,threads={},0,0
                function setup(thread)
                  thread:set('first',math.floor(threads*#bodies/2))
                  threads=threads+1
                end
                function init(args)
                  at=first
                  for i,body in ipairs(bodies) do sent[i]=wrk.format(nil,nil,nil,body) end
                end
                function request()
                  at=at%#sent+1
                  return sent[at]
                end
                """);
            var start = new ProcessStartInfo("wrk",
                ["-t2", $"-c{Connections}", string.Create(CultureInfo.InvariantCulture, $"-d{(int)time.TotalSeconds}s"), "-s", script,
                    address.ToString()])
            { RedirectStandardOutput = true };
            using var wrk = Process.Start(start)!;
            string output = await wrk.StandardOutput.ReadToEndAsync();
            await wrk.WaitForExitAsync();
            if (output.Contains("Non-2xx", StringComparison.Ordinal))
                throw new InvalidOperationException($"Some requests to {address} failed:\n{output}");
            return (long.Parse(Answered().Match(output).Groups[1].Value, CultureInfo.InvariantCulture),
                double.Parse(Rate().Match(output).Groups[1].Value, CultureInfo.InvariantCulture));
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static async Task<(long Answered, double Rate)> OwnAsync(Uri address, IReadOnlyList<string> bodies, string? apiKey, TimeSpan time)
    {
        byte[][] requests = [.. bodies.Select(body => Bytes(address, body, apiKey))];
        return await SendAsync(address, requests, time);
    }

    /// <summary>Requests a second with a body of bytes, answered in the same form; always by the own client.</summary>
    /// <exception cref="InvalidOperationException">A request was answered otherwise than with status 200.</exception>
    public static async Task<double> RunBinaryAsync(Uri address, byte[] body, string mediaType, string apiKey, TimeSpan time)
    {
        byte[] head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"POST {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: {mediaType}\r\nAccept: {mediaType}\r\n"
                + $"X-Api-Key: {apiKey}\r\nContent-Length: {body.Length}\r\n\r\n"));
        return (await SendAsync(address, [[.. head, .. body]], time)).Rate;
    }

    /// <summary>A request as it goes out.</summary>
    internal static byte[] Bytes(Uri address, string body, string? apiKey)
    {
        string key = apiKey is null ? "" : $"X-Api-Key: {apiKey}\r\n";
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"POST {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\n{key}Content-Length: "
                + $"{Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"));
    }

    private static async Task<(long Answered, double Rate)> SendAsync(Uri address, byte[][] requests, TimeSpan time)
    {
        long began = Stopwatch.GetTimestamp();
        long[] answered = await Task.WhenAll(Enumerable.Range(0, Connections)
            .Select(connection => Task.Run(() => ConnectionAsync(
                address, requests, connection * requests.Length / Connections, began, time))));
        return (answered.Sum(), answered.Sum() / Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    private static async Task<long> ConnectionAsync(Uri address, byte[][] requests, int first, long began, TimeSpan time)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, address.Port));
        var buffer = new byte[LongestAnswer];
        long answered = 0;
        for (; Stopwatch.GetElapsedTime(began) < time; answered++)
            await AskAsync(socket, address, requests[(first + answered) % requests.Length], buffer);
        return answered;
    }

    private static async Task AskAsync(Socket socket, Uri address, byte[] request, byte[] buffer)
    {
        await socket.SendAsync(request);
        int length = 0;
        do
        {
            int read = await socket.ReceiveAsync(buffer.AsMemory(length));
            if (read == 0) throw new InvalidOperationException($"{address} closed the connection.");
            length += read;
        }
        while (!IsWhole(buffer.AsSpan(0, length)));
        if (!buffer.AsSpan(0, length).StartsWith("HTTP/1.1 200"u8))
            throw new InvalidOperationException($"{address} answered: {Encoding.UTF8.GetString(buffer, 0, length)}");
    }

    /// <summary>Whether the whole answer is there: by its Content-Length, or by the last chunk.</summary>
    internal static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        int head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0) return false;
        int at = answer[..head].IndexOf("Content-Length: "u8);
        if (at < 0) return answer.EndsWith("0\r\n\r\n"u8);
        return System.Buffers.Text.Utf8Parser.TryParse(answer[(at + 16)..], out int length, out _) && answer.Length >= head + 4 + length;
    }

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)));

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Answered();

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex Rate();
}
