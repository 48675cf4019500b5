using System.Net.Sockets;
using System.Text;

namespace Kolosal.Api.Tests;

/// <summary>Sends bytes as they are, which no client does that keeps to the standard.</summary>
internal static class RawHttp
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Status of the answer to a head whose body never comes; 0 when the connection was closed without one.</summary>
    public static async Task<int> StatusAsync(Uri server, string method, string target, params string[] headers)
    {
        string answer = await AnswerAsync(server, method, target, headers);
        return answer.Split(' ') is [_, var status, ..] && int.TryParse(status, out int number) ? number : 0;
    }

    /// <summary>What comes back, as far as its head.</summary>
    public static async Task<string> AnswerAsync(Uri server, string method, string target, params string[] headers)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port, limit.Token);
        var stream = client.GetStream();
        var head = new StringBuilder($"{method} {target} HTTP/1.1\r\nHost: {server.Authority}\r\n");
        foreach (string header in headers) head.Append(header).Append("\r\n");
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), limit.Token);
            byte[] buffer = new byte[16 << 10];
            int length = 0;
            while (length < buffer.Length && await stream.ReadAsync(buffer.AsMemory(length), limit.Token) is > 0 and var read)
            {
                length += read;
                string text = Encoding.Latin1.GetString(buffer, 0, length);
                if (text.Contains("\r\n\r\n", StringComparison.Ordinal)) return text;
            }
            return Encoding.Latin1.GetString(buffer, 0, length);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
