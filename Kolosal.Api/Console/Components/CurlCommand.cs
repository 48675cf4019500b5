using System.Text;
using System.Text.Json;

namespace Kolosal.WebConsole.Components;

/// <summary>A request as a line for a POSIX shell. The key is left to the variable <c>KOLOSAL_API_KEY</c>: no page shows one.</summary>
internal static class CurlCommand
{
    public static string Of(string method, string address, object? body = null)
    {
        var line = new StringBuilder("curl -sS");
        if (method != "GET") line.Append(" -X ").Append(method);
        line.Append(' ').Append(Quoted(address)).Append(" -H \"X-Api-Key: $KOLOSAL_API_KEY\"");
        if (body is not null)
            line.Append(" -H 'Content-Type: application/json' -d ").Append(Quoted(JsonSerializer.Serialize(body)));
        return line.ToString();
    }

    // Within single quotes a shell reads everything as it stands, but the quote itself.
    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
