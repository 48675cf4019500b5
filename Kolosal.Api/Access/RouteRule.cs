using System.Text;

namespace Kolosal.Access;

/// <summary>What one route asks of its caller.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Pattern">As the endpoint declares it; the names of parameters do not matter, <c>{id}</c> stands for any.</param>
/// <param name="Permission">One of <see cref="Kolosal.Access.Permission"/>; null for a public route.</param>
/// <param name="Rate">Which rate limit applies.</param>
internal sealed record RouteRule(string Method, string Pattern, string? Permission, RateClass Rate)
{
    /// <summary>What identifies a route: method and pattern with parameters stripped of names and constraints.</summary>
    public string Identity { get; } = IdentityOf(Method, Pattern);

    /// <summary>The row stands for every route below it: those of a package, whose number is not ours to know.</summary>
    public bool IsForAllBelow { get; } = Pattern.EndsWith("/{**path}", StringComparison.Ordinal);

    public bool Covers(string method, string pattern) =>
        IsForAllBelow && method == Method && (pattern + "/").StartsWith(Pattern[..^"{**path}".Length], StringComparison.Ordinal);

    public static string IdentityOf(string method, string pattern)
    {
        var text = new StringBuilder(method.Length + pattern.Length + 2).Append(method).Append(' ');
        if (!pattern.StartsWith('/')) text.Append('/');
        int depth = 0;
        foreach (char c in pattern)
        {
            if (c == '{')
            {
                if (depth++ == 0) text.Append("{}");
            }
            else if (c == '}') depth--;
            else if (depth == 0) text.Append(c);
        }
        while (text[^1] == '/' && text[^2] != ' ') text.Length--;
        return text.ToString();
    }
}
