namespace Kolosal.Api.Tests.Contract;

/// <summary>A route as the contract writes it.</summary>
/// <param name="Section">Of the document, as <c>Trust</c>.</param>
/// <param name="Method">In capitals; empty where none is written, and then any will do.</param>
/// <param name="Written">The path as it stands there.</param>
/// <param name="Meant">What it may mean, the nearest first: a path that begins with a parameter stands below one that was written before it, a short
/// one may stand beside the last.</param>
/// <param name="What">What the row says of it.</param>
internal sealed record WrittenRoute(string Section, string Method, string Written, ImmutableArray<string> Meant, string What)
{
    /// <summary>Written once for several routes.</summary>
    public bool IsPattern => Written.Contains('…', StringComparison.Ordinal) || Written.Contains('*', StringComparison.Ordinal);

    /// <summary>Whether a served path is what is meant: parameters may have any name.</summary>
    public bool IsServedBy(string path) => Meant.SelectMany(Addresses).Any(meant => Fits(meant, path));

    // A write to a collection may mean one of its records.
    private IEnumerable<string> Addresses(string meant)
    {
        string[] written = meant.Contains('[', StringComparison.Ordinal)
            ? [meant.Remove(meant.IndexOf('['), meant.IndexOf(']') - meant.IndexOf('[') + 1),
                meant.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal)]
            : [meant];
        return from path in written
               from below in Method is "DELETE" or "PUT" or "PATCH" ? (string[])["", "/{id}"] : [""]
               from prefix in (string[])["/api", ""]
               select prefix + path + below;
    }

    private static bool Fits(string meant, string path)
    {
        string[] asked = meant.Split('/'), served = path.Split('/');
        bool open = asked[^1] is "…" or "*";
        return (open ? served.Length >= asked.Length : served.Length == asked.Length)
            && asked.SkipLast(open ? 1 : 0).Zip(served).All(
                part => part.First == part.Second || (IsParameter(part.First) && IsParameter(part.Second)));
    }

    private static bool IsParameter(string part) => part.StartsWith('{');
}
