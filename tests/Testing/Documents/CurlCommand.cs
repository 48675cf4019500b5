namespace Kolosal.Testing;

/// <summary>A <c>curl</c> command as documents write it.</summary>
/// <param name="Method">Given by <c>-X</c>, else POST with a body and GET without.</param>
/// <param name="Address">Without host and port, from the first slash; with the query.</param>
/// <param name="Headers">As given, <c>Name: value</c>; <c>--json</c> adds the type.</param>
/// <param name="Body">Of <c>-d</c> and <c>--json</c>; null without one.</param>
/// <param name="File">The name behind the <c>@</c> of <c>--data-binary</c>; null without one.</param>
/// <param name="Form">The parts of <c>-F</c>.</param>
/// <param name="Output">The file of <c>-o</c> or behind <c>&gt;</c>; null without one.</param>
public sealed record CurlCommand(
    string Method, string Address, ImmutableArray<string> Headers, string? Body, string? File, ImmutableArray<string> Form, string? Output)
{
    private static readonly string[] Quiet = ["-s", "-N", "-fsS", "-f", "-sS"];

    private static readonly string[] Hosts = ["http://localhost:8080", "localhost:8080", "$KOLOSAL"];

    /// <summary>The path alone.</summary>
    public string Path => Address.Split('?')[0];

    /// <summary>Names of the parameters behind it.</summary>
    public IEnumerable<string> Parameters => Address.Contains('?', StringComparison.Ordinal)
        ? Address.Split('?', 2)[1].Split('&').Select(pair => Uri.UnescapeDataString(pair.Split('=')[0])) : [];

    /// <summary>The value of a header; null without one.</summary>
    public string? Header(string name) => Headers.FirstOrDefault(header => header.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))
        ?[(name.Length + 2)..];

    /// <param name="words">Of the command, without quotes; the first is <c>curl</c>.</param>
    /// <exception cref="FormatException">It says something that this does not know.</exception>
    public static CurlCommand Parse(IReadOnlyList<string> words)
    {
        string? method = null, address = null, body = null, file = null, output = null;
        var headers = ImmutableArray.CreateBuilder<string>();
        var form = ImmutableArray.CreateBuilder<string>();
        for (int i = 1; i < words.Count; i++)
            switch (words[i])
            {
                case "-X": method = words[++i]; break;
                case "-H": headers.Add(words[++i]); break;
                case "-d": body = words[++i]; break;
                case "--json":
                    body = words[++i];
                    headers.Add("Content-Type: application/json");
                    break;
                case "--data-binary": file = words[++i].TrimStart('@'); break;
                case "-F": form.Add(words[++i]); break;
                case "-o" or ">": output = words[++i]; break;
                case var flag when Quiet.Contains(flag): break;
                case var other when other.StartsWith('-') || address is not null: throw new FormatException($"curl with '{other}'");
                case var place: address = place; break;
            }

        if (address is null) throw new FormatException("curl without an address");
        foreach (string host in Hosts)
            if (address.StartsWith(host, StringComparison.Ordinal)) address = address[host.Length..];
        return new(method ?? (body is null && file is null && form.Count == 0 ? "GET" : "POST"), address, headers.ToImmutable(), body, file,
            form.ToImmutable(), output);
    }
}
