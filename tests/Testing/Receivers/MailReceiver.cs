using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Kolosal.Testing;

/// <summary>A message as a mail server got it.</summary>
/// <param name="From">The envelope's sender.</param>
/// <param name="To">The envelope's recipients.</param>
/// <param name="Text">Headers and body.</param>
public sealed record ReceivedMail(string From, IReadOnlyList<string> To, string Text);

/// <summary>A mail server on a free port of the loopback: as much of SMTP (RFC 5321) as delivering a message needs.</summary>
public sealed class MailReceiver : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ending = new();
    private readonly ConcurrentQueue<ReceivedMail> received = new();
    private readonly Func<int, string> greeting;
    private readonly Task serving;
    private int connections;

    /// <param name="greeting">What a connection of this number, from 0, is greeted with; 220 without it.</param>
    public MailReceiver(Func<int, string>? greeting = null)
    {
        this.greeting = greeting ?? (_ => "220 test ready");
        listener.Start();
        serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public IReadOnlyList<ReceivedMail> Received => [.. received];

    public async ValueTask DisposeAsync()
    {
        // A test may end it early, to see nobody there.
        if (ending.IsCancellationRequested) return;
        await ending.CancelAsync();
        listener.Stop();
        await serving;
        ending.Dispose();
    }

    private async Task ServeAsync()
    {
        var talks = new List<Task>();
        while (!ending.IsCancellationRequested)
        {
            try
            {
                talks.Add(TalkAsync(await listener.AcceptTcpClientAsync(ending.Token)));
            }
            catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                break;
            }
        }

        await Task.WhenAll(talks);
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var connection = client;
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        string from = "";
        var to = new List<string>();
        try
        {
            string welcome = greeting(Interlocked.Increment(ref connections) - 1);
            await writer.WriteLineAsync(welcome);
            if (!welcome.StartsWith("220", StringComparison.Ordinal)) return;
            while (await reader.ReadLineAsync(ending.Token) is { } line)
            {
                switch (line.Split(' ', ':')[0].ToUpperInvariant())
                {
                    case "EHLO" or "HELO": await writer.WriteLineAsync("250 test"); break;
                    case "MAIL": from = Address(line); await writer.WriteLineAsync("250 ok"); break;
                    case "RCPT": to.Add(Address(line)); await writer.WriteLineAsync("250 ok"); break;
                    case "DATA":
                        await writer.WriteLineAsync("354 go on");
                        received.Enqueue(new(from, [.. to], await DataAsync(reader)));
                        await writer.WriteLineAsync("250 taken");
                        break;
                    case "QUIT": await writer.WriteLineAsync("221 bye"); return;
                    default: await writer.WriteLineAsync("250 ok"); break;
                }
            }
        }
        catch (Exception end) when (end is OperationCanceledException or IOException)
        {
            // The other side, or the test, is gone: there is nobody to answer.
            return;
        }
    }

    private async Task<string> DataAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(ending.Token) is { } line && line != ".")
            text.AppendLine(line.StartsWith('.') ? line[1..] : line);
        return text.ToString();
    }

    private static string Address(string line) => line[(line.IndexOf('<') + 1)..line.IndexOf('>')];
}
